using System.Collections.Immutable;
using System.Globalization;
using Pensieve.Console.Api.Wire;
using Pensieve.Engine.Chat;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>Reads the messages of an OpenAI conversation in order: results of tools refer back to earlier calls.</summary>
internal sealed class ChatTurns(FieldReader fields)
{
    private const string TextOnly = "Send text parts only.";

    private readonly ImmutableArray<ChatMessage>.Builder _messages = ImmutableArray.CreateBuilder<ChatMessage>();
    private readonly Dictionary<string, string> _toolOfCall = new(StringComparer.Ordinal);

    /// <summary>What was read so far; developer messages are system messages.</summary>
    public ImmutableArray<ChatMessage> Messages => _messages.ToImmutable();

    /// <summary>The next message.</summary>
    public void Add(ChatMessageParam? message, string path)
    {
        if (message is null)
        {
            fields.Fail(path, "must be an object.");
            return;
        }

        if (!message.FunctionCall.IsAbsent()) fields.Unsupported(path + ".function_call", "the older form of calls is", "Send tool_calls.");
        switch (message.Role)
        {
            case "system" or "developer": AddPlain(message, ChatRole.System, path); break;
            case "user": AddPlain(message, ChatRole.User, path); break;
            case "assistant": AddAssistant(message, path); break;
            case "tool": AddResult(message, path); break;
            case "function": fields.Unsupported(path + ".role", "the role \"function\" is", "Send tool_calls and the role \"tool\"."); break;
            default: fields.Fail(path + ".role", "must be \"system\", \"developer\", \"user\", \"assistant\" or \"tool\"."); break;
        }
    }

    private void AddPlain(ChatMessageParam message, ChatRole role, string path)
    {
        if (message.ToolCalls is { Length: > 0 }) fields.Fail(path + ".tool_calls", "may stand in assistant messages only.");
        _messages.Add(new ChatMessage(role, ReadContent(message, path)));
    }

    private void AddAssistant(ChatMessageParam message, string path)
    {
        var calls = ImmutableArray.CreateBuilder<ChatToolCall>();
        for (var i = 0; i < message.ToolCalls?.Length && fields.Error is null; i++)
            if (ReadCall(message.ToolCalls[i], string.Create(CultureInfo.InvariantCulture, $"{path}.tool_calls.{i}")) is { } call) calls.Add(call);
        var text = message.Content is null ? message.Refusal ?? "" : ReadContent(message, path);
        _messages.Add(new ChatMessage(ChatRole.Assistant, text) { ToolCalls = calls.ToImmutable(), Reasoning = string.IsNullOrEmpty(message.ReasoningContent) ? null : message.ReasoningContent });
    }

    private ChatToolCall? ReadCall(ChatCallParam? call, string path)
    {
        if (call is null) fields.Fail(path, "must be an object.");
        else if (call.Type is not (null or "function")) fields.Unsupported(path + ".type", $"a call of type \"{call.Type}\" is", "Send calls of type \"function\".");
        else if (string.IsNullOrEmpty(call.Id)) fields.Fail(path + ".id", "is required and must be a string.");
        else if (string.IsNullOrEmpty(call.Function?.Name)) fields.Fail(path + ".function.name", "is required and must be a string.");
        else if (CallArguments.Read(call.Function.Arguments, path + ".function.arguments", fields) is { } arguments)
        {
            _toolOfCall[call.Id] = call.Function.Name;
            return new ChatToolCall(call.Id, call.Function.Name, arguments);
        }

        return null;
    }

    private void AddResult(ChatMessageParam message, string path)
    {
        if (string.IsNullOrEmpty(message.ToolCallId)) fields.Fail(path + ".tool_call_id", "is required and must be a string.");
        else if (!_toolOfCall.TryGetValue(message.ToolCallId, out var tool))
            fields.Fail(path + ".tool_call_id", $"\"{message.ToolCallId}\" is the id of no earlier call.");
        else _messages.Add(new ChatMessage(ChatRole.Tool, ReadContent(message, path)) { ToolCallId = message.ToolCallId, Name = tool });
    }

    private string ReadContent(ChatMessageParam message, string path)
    {
        if (message.Content is not { } content)
        {
            fields.Fail(path + ".content", "is required and must be a string or an array of parts.");
            return "";
        }

        if (content.Items is not { } parts) return content.Text ?? "";
        var texts = new List<string>(parts.Length);
        for (var i = 0; i < parts.Length; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}.content.{i}");
            switch (parts[i]?.Type)
            {
                case null: fields.Fail(at + ".type", "is required and must be a string."); break;
                case "text" when parts[i]!.Text is { } text: texts.Add(text); break;
                case "text": fields.Fail(at + ".text", "is required and must be a string."); break;
                case "refusal": texts.Add(parts[i]!.Refusal ?? ""); break;
                case var type: fields.Unsupported(at + ".type", $"content of type \"{type}\" is", TextOnly); break;
            }
        }

        return string.Join('\n', texts);
    }
}
