using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pensieve.Console.Api.Chat;
using Pensieve.Console.Api.OpenAI;
using Pensieve.Console.Api.Wire;
using Pensieve.Engine.Chat;

namespace Pensieve.Console.Api.Responses;

/// <summary>
/// Reads the items of a Responses conversation in order. Neighbouring items of the assistant, such as a text and the calls
/// that follow it, are one turn, as templates know it.
/// </summary>
internal sealed class ResponseTurns(FieldReader fields, ImmutableArray<ChatMessage> before, Func<string, StoredItem?> itemOf)
{
    private const string TextOnly = "Send text only.";

    // Thoughts precede what the assistant then said or called.
    private string? _thinking;

    private readonly List<ChatMessage> _messages = [.. before];
    private readonly Dictionary<string, string> _toolOfCall =
        before.SelectMany(m => m.ToolCalls).DistinctBy(c => c.Id).ToDictionary(c => c.Id, c => c.Name, StringComparer.Ordinal);

    /// <summary>What was read so far, after what came before.</summary>
    public ImmutableArray<ChatMessage> Messages => [.. _messages];

    /// <summary>The whole input.</summary>
    public void Add(TextOrList<ResponseItemParam?> input)
    {
        if (input.Items is not { } items) _messages.Add(new ChatMessage(ChatRole.User, input.Text ?? ""));
        else if (items.Length == 0) fields.Fail("input", "must have at least one item.");
        else
            for (var i = 0; i < items.Length && fields.Error is null; i++) Add(items[i], string.Create(CultureInfo.InvariantCulture, $"input.{i}"));
    }

    /// <summary>Every call must have its result before the model goes on.</summary>
    public void CheckAnswered()
    {
        var answered = _messages.Select(m => m.ToolCallId).ToHashSet(StringComparer.Ordinal);
        foreach (var call in _messages.SelectMany(m => m.ToolCalls))
            if (!answered.Contains(call.Id)) fields.Fail("input", $"No tool output found for function call {call.Id}. Send an item of type \"function_call_output\" with this call_id.");
    }

    /// <summary>Puts an assistant's item behind the turns so far.</summary>
    public static void Append(List<ChatMessage> messages, ChatMessage item)
    {
        if (messages is [.., { Role: ChatRole.Assistant } last] && item.Role == ChatRole.Assistant) messages[^1] = Conversation.Join(last, item);
        else messages.Add(item);
    }

    private void Add(ResponseItemParam? item, string path)
    {
        switch (item?.Type ?? (item?.Role is null ? null : "message"))
        {
            case null when item is null: fields.Fail(path, "must be an object."); break;
            case null: fields.Fail(path + ".type", "is required and must be a string."); break;
            case "message": AddMessage(item!, path); break;
            case "function_call": AddCall(item!, path); break;
            case "function_call_output": AddResult(item!, path); break;
            case "item_reference": AddReference(item!, path); break;
            // What another server encrypted says nothing here.
            case "reasoning": _thinking += ReadThoughts(item!.Content); break;
            case var type: fields.Unsupported(path + ".type", $"an item of type \"{type}\" is", "Send items of type message, function_call, function_call_output, reasoning or item_reference."); break;
        }
    }

    private void AddMessage(ResponseItemParam item, string path)
    {
        ChatRole? role = item.Role switch { "user" => ChatRole.User, "assistant" => ChatRole.Assistant, "system" or "developer" => ChatRole.System, _ => null };
        if (role is null) fields.Fail(path + ".role", "must be \"user\", \"assistant\", \"system\" or \"developer\".");
        else if (item.Content is null) fields.Fail(path + ".content", "is required and must be a string or an array of parts.");
        else Append(Think(new ChatMessage(role.Value, ReadContent(item.Content, path + ".content"))));
    }

    private void AddCall(ResponseItemParam item, string path)
    {
        if (string.IsNullOrEmpty(item.CallId)) fields.Fail(path + ".call_id", "is required and must be a string.");
        else if (string.IsNullOrEmpty(item.Name)) fields.Fail(path + ".name", "is required and must be a string.");
        else if (CallArguments.Read(item.Arguments, path + ".arguments", fields) is { } arguments)
            AddCalls(Think(new ChatMessage(ChatRole.Assistant, "") { ToolCalls = [new ChatToolCall(item.CallId, item.Name, arguments)] }));
    }

    private void AddResult(ResponseItemParam item, string path)
    {
        if (string.IsNullOrEmpty(item.CallId)) fields.Fail(path + ".call_id", "is required and must be a string.");
        else if (!_toolOfCall.TryGetValue(item.CallId, out var tool)) fields.Fail(path + ".call_id", $"\"{item.CallId}\" is the call_id of no earlier function_call.");
        else if (item.Output is null) fields.Fail(path + ".output", "is required and must be a string or an array of parts.");
        else _messages.Add(new ChatMessage(ChatRole.Tool, ReadContent(item.Output, path + ".output")) { ToolCallId = item.CallId, Name = tool });
    }

    private void AddReference(ResponseItemParam item, string path)
    {
        if (string.IsNullOrEmpty(item.Id)) fields.Fail(path + ".id", "is required and must be a string.");
        else if (itemOf(item.Id) is not { } known) fields.Fail(path + ".id", $"Item '{item.Id}' is not stored (any more). Send the item itself.");
        else if (known.Message is { } message) AddCalls(message);
        else Add(JsonSerializer.Deserialize(known.Json.Span, WireContext.Default.ResponseItemParam), path);
    }

    private void AddCalls(ChatMessage message)
    {
        foreach (var call in message.ToolCalls) _toolOfCall[call.Id] = call.Name;
        Append(message);
    }

    private void Append(ChatMessage message) => Append(_messages, message);

    private ChatMessage Think(ChatMessage message)
    {
        if (message.Role != ChatRole.Assistant || _thinking is null) return message;
        var thinking = _thinking;
        _thinking = null;
        return message with { Reasoning = thinking };
    }

    private static string? ReadThoughts(TextOrList<ContentPart?>? content) =>
        content?.Items is { } parts ? string.Concat(parts.Select(p => p?.Type == "reasoning_text" ? p.Text : null)) is { Length: > 0 } text ? text : null : null;

    private string ReadContent(TextOrList<ContentPart?> content, string path)
    {
        if (content.Items is not { } parts) return content.Text ?? "";
        var texts = new List<string>(parts.Length);
        for (var i = 0; i < parts.Length; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}.{i}");
            switch (parts[i]?.Type)
            {
                case null: fields.Fail(at + ".type", "is required and must be a string."); break;
                case "input_text" or "output_text" or "text" when parts[i]!.Text is { } text: texts.Add(text); break;
                case "input_text" or "output_text" or "text": fields.Fail(at + ".text", "is required and must be a string."); break;
                case "refusal" when parts[i]!.Refusal is { } refusal: texts.Add(refusal); break;
                case "refusal": fields.Fail(at + ".refusal", "is required and must be a string."); break;
                case var type: fields.Unsupported(at + ".type", $"content of type \"{type}\" is", TextOnly); break;
            }
        }

        return string.Join('\n', texts);
    }
}
