using System.Buffers;
using System.Text;
using System.Text.Json;
using Pensieve.Console.Api.Tools;
using Pensieve.Engine.Chat;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Responses;

/// <summary>One item of an answer: thinking, a message, or a call of a function.</summary>
/// <param name="Tool">Name of the function; null = a message or thinking.</param>
/// <param name="IsThinking">It is thinking.</param>
internal sealed record OutputItem(string? Tool, bool IsThinking = false)
{
    /// <summary>The item's own id.</summary>
    public string Id { get; } = ToolIds.Create(IsThinking ? "rs_" : Tool is null ? "msg_" : "fc_");

    /// <summary>What the result of a call refers to.</summary>
    public string CallId { get; } = Tool is null ? "" : ToolIds.Create("call_");

    /// <summary>The text, or the arguments.</summary>
    public ArrayBufferWriter<byte> Utf8 { get; private init; } = new(256);

    /// <summary>Of a message; empty if not asked for.</summary>
    public List<TokenLogProbs> LogProbs { get; } = [];

    /// <summary>What completes the arguments of a call that broke off.</summary>
    public byte[] Missing { get; set; } = [];

    /// <summary>It was cut off.</summary>
    public bool IsIncomplete { get; set; }

    /// <summary>The items of a whole answer.</summary>
    public static List<OutputItem> Of(Generations.ChoiceOutput output)
    {
        var items = new List<OutputItem>();
        if (output.Tools is { } tools)
        {
            foreach (var part in tools.Parts) items.Add(new OutputItem(part.Tool, part.IsThinking) { Utf8 = part.Utf8, Missing = part.Missing, IsIncomplete = part.Missing.Length > 0 });
        }
        else if (!output.Text.IsEmpty)
        {
            var item = new OutputItem(Tool: null);
            item.Utf8.Write(output.Text.Span);
            item.LogProbs.AddRange(output.LogProbs);
            items.Add(item);
        }

        return items;
    }

    /// <summary>The item as the model sees it in a later prompt.</summary>
    public ChatMessage ToMessage() => IsThinking
        ? new ChatMessage(ChatRole.Assistant, "") { Reasoning = Encoding.UTF8.GetString(Utf8.WrittenSpan) }
        : Tool is null
        ? new ChatMessage(ChatRole.Assistant, Encoding.UTF8.GetString(Utf8.WrittenSpan))
        : new ChatMessage(ChatRole.Assistant, "") { ToolCalls = [new ChatToolCall(CallId, Tool, JsonElement.Parse([.. Utf8.WrittenSpan, .. Missing]))] };
}
