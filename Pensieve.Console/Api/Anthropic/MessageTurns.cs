using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pensieve.Console.Api.Wire;
using Pensieve.Engine.Chat;

namespace Pensieve.Console.Api.Anthropic;

/// <summary>Reads the turns of an Anthropic conversation in order: results of tools refer back to earlier calls.</summary>
internal sealed class MessageTurns(FieldReader fields)
{
    private const string TextOnly = "Send text, or documents of plain text.";

    private readonly List<ChatMessage> _messages = [];
    private readonly Dictionary<string, string> _toolOfCall = new(StringComparer.Ordinal);

    // Of the turn being read.
    private readonly List<string> _texts = [];
    private ImmutableArray<ChatToolCall> _calls = [];
    private string? _thinking;

    /// <summary>What was read so far. A turn's tool results stand before its text, whatever their order on the wire.</summary>
    public IReadOnlyList<ChatMessage> Messages => _messages;

    /// <summary>The system prompt.</summary>
    public void AddSystem(TextOrList<ContentBlock?> system)
    {
        var text = ReadContent(system, ChatRole.System, "system");
        if (text.Length > 0) _messages.Add(new ChatMessage(ChatRole.System, text));
    }

    /// <summary>The next turn.</summary>
    public void Add(MessageParam? message, string path)
    {
        if (message is null)
        {
            fields.Fail(path, "must be an object.");
            return;
        }

        ChatRole? role = message.Role switch { "user" => ChatRole.User, "assistant" => ChatRole.Assistant, "system" => ChatRole.System, _ => null };
        if (role is null) fields.Fail(path + ".role", "must be \"user\", \"assistant\" or \"system\".");
        else if (message.Content is null) fields.Fail(path + ".content", "is required and must be a string or an array of blocks.");
        else AddTurn(role.Value, message.Content, path + ".content");
    }

    private void AddTurn(ChatRole role, TextOrList<ContentBlock?> content, string path)
    {
        var before = _messages.Count;
        var text = ReadContent(content, role, path);
        var isResultsOnly = _messages.Count > before && text.Length == 0;
        if (!isResultsOnly) _messages.Add(new ChatMessage(role, text) { Reasoning = _thinking, ToolCalls = _calls });
    }

    private string ReadContent(TextOrList<ContentBlock?> content, ChatRole role, string path)
    {
        _texts.Clear();
        _calls = [];
        _thinking = null;
        if (content.Items is not { } blocks) return content.Text ?? "";
        for (var i = 0; i < blocks.Length; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}.{i}");
            switch (blocks[i]?.Type)
            {
                case "tool_use" when role == ChatRole.Assistant: AddCall(blocks[i]!, at); break;
                case "tool_result" when role == ChatRole.User: AddResult(blocks[i]!, at); break;
                case "tool_use": fields.Fail(at + ".type", "\"tool_use\" may stand in assistant messages only."); break;
                case "tool_result": fields.Fail(at + ".type", "\"tool_result\" may stand in user messages only."); break;
                case "redacted_thinking" when role == ChatRole.Assistant: break; // sealed for another model: there is nothing in it to show to this one
                case "thinking" when role != ChatRole.Assistant: fields.Fail(at + ".type", "\"thinking\" may stand in assistant messages only."); break;
                case "thinking" when blocks[i]!.Thinking is { } thought: _thinking += thought; break;
                case "thinking": fields.Fail(at + ".thinking", "is required and must be a string."); break;
                default: AddText(blocks[i], at, _texts); break;
            }
        }

        return string.Join('\n', _texts);
    }

    private void AddText(ContentBlock? block, string at, List<string> texts)
    {
        switch (block?.Type)
        {
            case null: fields.Fail(at + ".type", "is required and must be a string."); break;
            case "text" when block.Text is { } text: texts.Add(text); break;
            case "text": fields.Fail(at + ".text", "is required and must be a string."); break;
            case "document" or "search_result" when DocumentText.Of(block) is { } text: texts.Add(text); break;
            case var type: fields.Unsupported(at + ".type", $"content of type \"{type}\" is", TextOnly); break;
        }
    }

    private void AddCall(ContentBlock block, string at)
    {
        if (string.IsNullOrEmpty(block.Id)) fields.Fail(at + ".id", "is required and must be a string.");
        else if (string.IsNullOrEmpty(block.Name)) fields.Fail(at + ".name", "is required and must be a string.");
        else if (block.Input.ValueKind != JsonValueKind.Object) fields.Fail(at + ".input", "is required and must be an object.");
        else
        {
            _toolOfCall[block.Id] = block.Name;
            _calls = _calls.Add(new ChatToolCall(block.Id, block.Name, block.Input));
        }
    }

    private void AddResult(ContentBlock block, string at)
    {
        if (string.IsNullOrEmpty(block.ToolUseId)) fields.Fail(at + ".tool_use_id", "is required and must be a string.");
        else if (!_toolOfCall.TryGetValue(block.ToolUseId, out var tool))
            fields.Fail(at + ".tool_use_id", $"\"{block.ToolUseId}\" is the id of no earlier tool_use block.");
        else
        {
            var texts = new List<string>();
            if (block.Content?.Text is { } whole) texts.Add(whole);
            for (var i = 0; i < block.Content?.Items?.Length; i++)
                AddText(block.Content.Items[i], string.Create(CultureInfo.InvariantCulture, $"{at}.content.{i}"), texts);
            _messages.Add(new ChatMessage(ChatRole.Tool, MarkError(string.Join('\n', texts), block.IsError == true)) { ToolCallId = block.ToolUseId, Name = tool });
        }
    }

    // Templates have no place for the flag: the model reads it in the text.
    private static string MarkError(string text, bool isError)
    {
        if (!isError || text.StartsWith("error", StringComparison.OrdinalIgnoreCase)) return text;
        return text.Length == 0 ? "Error" : "Error: " + text;
    }
}
