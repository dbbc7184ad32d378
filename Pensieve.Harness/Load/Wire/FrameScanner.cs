using System.Text;
using System.Text.Json;

namespace Pensieve.Harness.Load.Wire;

/// <summary>
/// Finds payload, usage, finish reason, id, error and end in the JSON of a frame or a whole answer, without building anything of
/// it. It accepts what servers add (timings, null usage, other vendors' names of reasoning) and takes no order of members for
/// granted. Frames that are not JSON are an error, not an exception.
/// </summary>
internal static class FrameScanner
{
    private const int MaxDepth = 24;

    /// <summary>Scans one frame.</summary>
    /// <param name="dialect">Its dialect.</param>
    /// <param name="data">The JSON, or "[DONE]".</param>
    /// <param name="facts">Gathered so far; <see cref="FrameFacts.Kinds"/> is set anew.</param>
    /// <param name="text">Gets the visible text and arguments; null = it is not wanted.</param>
    /// <param name="whole">The data is a whole answer, not a frame of a stream.</param>
    public static void Scan(Dialect dialect, ReadOnlySpan<byte> data, ref FrameFacts facts, StringBuilder? text, bool whole = false)
    {
        facts.Kinds = FrameKinds.None;
        if (data.SequenceEqual("[DONE]"u8))
        {
            // Some servers close a Responses stream with it as well; there it comes after the terminal event and says nothing new.
            facts.Kinds = FrameKinds.Terminal;
            return;
        }

        try
        {
            Walk(dialect, data, ref facts, text, whole);
        }
        catch (JsonException e)
        {
            facts.Kinds |= FrameKinds.Error;
            facts.Error = "not JSON: " + e.Message;
        }
    }

    private static void Walk(Dialect dialect, ReadOnlySpan<byte> data, ref FrameFacts facts, StringBuilder? text, bool whole)
    {
        var json = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = 128 });
        Span<Member> path = stackalloc Member[MaxDepth];
        var depth = 0;
        var name = Member.None;
        var type = whole ? EventType.Whole : dialect is Dialect.AnthropicMessages or Dialect.OpenAIResponses ? TypeOf(data) : EventType.Unknown;
        while (json.Read())
        {
            switch (json.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = Members.Of(ref json);
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    if (depth < MaxDepth) path[depth] = name;
                    depth++;
                    if (name == Member.Error && json.TokenType == JsonTokenType.StartObject) facts.Kinds |= FrameKinds.Error;
                    name = Member.None;
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    depth--;
                    name = Member.None;
                    break;
                case JsonTokenType.String:
                    Take(dialect, ref json, name, path[..Math.Min(depth, MaxDepth)], type, ref facts, text);
                    break;
                case JsonTokenType.Number:
                    TakeNumber(ref json, name, path[..Math.Min(depth, MaxDepth)], ref facts);
                    break;
            }
        }

        facts.Kinds |= type switch
        {
            EventType.Stop => FrameKinds.Terminal,
            EventType.Failed => FrameKinds.Error,
            _ => FrameKinds.None,
        };
        if (whole) facts.Kinds |= FrameKinds.Terminal;
    }

    // Nearly always the first member: what it says decides what the others mean.
    private static EventType TypeOf(ReadOnlySpan<byte> data)
    {
        var json = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = 128 });
        while (json.Read())
        {
            if (json.CurrentDepth != 1 || json.TokenType != JsonTokenType.PropertyName || !json.ValueTextEquals("type"u8)) continue;
            json.Read();
            return json.TokenType == JsonTokenType.String ? Members.TypeOf(ref json) : EventType.Other;
        }

        return EventType.Unknown;
    }

    private static void Take(
        Dialect dialect, ref Utf8JsonReader json, Member name, scoped ReadOnlySpan<Member> path, EventType type, ref FrameFacts facts, StringBuilder? text)
    {
        switch (name)
        {
            case Member.Id when path.Length == 1 || (path.Length == 2 && path[1] is Member.Message or Member.Response):
                facts.Id ??= json.GetString();
                return;
            case Member.FinishReason:
                facts.Finish = json.GetString();
                return;
            case Member.Status when dialect == Dialect.OpenAIResponses && (path.Length == 1 || path[^1] == Member.Response):
                facts.Finish = json.GetString();
                return;
            case Member.Message when path.Contains(Member.Error) || type == EventType.Failed:
                facts.Error = json.GetString();
                return;
            case Member.Error:
                facts.Kinds |= FrameKinds.Error;
                facts.Error = json.GetString();
                return;
        }

        var kind = Payload(dialect, name, path, type);
        if (kind == FrameKinds.None || json.ValueSpan.IsEmpty) return;
        facts.Kinds |= kind;
        if (text is not null && kind != FrameKinds.Reasoning) text.Append(json.GetString());
    }

    private static FrameKinds Payload(Dialect dialect, Member name, scoped ReadOnlySpan<Member> path, EventType type) => dialect switch
    {
        Dialect.OpenAIChat when path.Length > 1 && path[1] == Member.Choices => name switch
        {
            Member.Content when path[^1] is Member.Delta or Member.Message => FrameKinds.Text,
            Member.Text when path.Contains(Member.Content) => FrameKinds.Text,
            Member.Refusal => FrameKinds.Text,
            Member.Reasoning => FrameKinds.Reasoning,
            Member.Arguments => FrameKinds.Arguments,
            _ => FrameKinds.None,
        },
        Dialect.OpenAICompletions when path.Length > 1 && path[1] == Member.Choices => name == Member.Text ? FrameKinds.Text : FrameKinds.None,
        Dialect.AnthropicMessages when type is EventType.Delta or EventType.Start or EventType.Whole => name switch
        {
            Member.Text when path.Contains(Member.Delta) || path.Contains(Member.Content) || path.Contains(Member.Block) => FrameKinds.Text,
            Member.Thinking => FrameKinds.Reasoning,
            Member.PartialJson => FrameKinds.Arguments,
            _ => FrameKinds.None,
        },
        Dialect.OpenAIResponses => (type, name) switch
        {
            (EventType.TextDelta, Member.Delta) => FrameKinds.Text,
            (EventType.ReasoningDelta, Member.Delta) => FrameKinds.Reasoning,
            (EventType.ArgumentsDelta, Member.Delta) => FrameKinds.Arguments,
            (EventType.Whole, Member.Text) when path.Contains(Member.Content) => FrameKinds.Text,
            (EventType.Whole, Member.Arguments) => FrameKinds.Arguments,
            _ => FrameKinds.None,
        },
        _ => FrameKinds.None,
    };

    private static void TakeNumber(ref Utf8JsonReader json, Member name, scoped ReadOnlySpan<Member> path, ref FrameFacts facts)
    {
        if (!path.Contains(Member.Usage) || !json.TryGetInt32(out var value)) return;
        switch (name)
        {
            case Member.PromptTokens:
                facts.PromptTokens = value;
                break;
            case Member.OutputTokens:
                facts.OutputTokens = value;
                break;
            case Member.CachedTokens:
                facts.CachedTokens = value;
                break;
            default:
                return;
        }

        facts.Kinds |= FrameKinds.Usage;
    }
}
