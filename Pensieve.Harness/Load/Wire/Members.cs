using System.Text.Json;

namespace Pensieve.Harness.Load.Wire;

/// <summary>Members of the wire formats that matter to the scanner; several names may mean one.</summary>
internal enum Member : byte
{
    None, Type, Id, Choices, Delta, Message, Response, Content, Text, Refusal, Reasoning, Arguments, Thinking, PartialJson, Block,
    FinishReason, Status, Usage, PromptTokens, OutputTokens, CachedTokens, Error, Other,
}

/// <summary>What the "type" of an event says, Anthropic's and that of Responses.</summary>
internal enum EventType : byte
{
    Unknown, Whole, Start, Delta, TextDelta, ReasoningDelta, ArgumentsDelta, Stop, Failed, Other,
}

/// <summary>Recognises names without making strings of them.</summary>
internal static class Members
{
    /// <summary>The member that a property name means.</summary>
    public static Member Of(ref Utf8JsonReader json)
    {
        var name = json.ValueSpan;
        return name.Length switch
        {
            2 when name.SequenceEqual("id"u8) => Member.Id,
            4 when name.SequenceEqual("type"u8) => Member.Type,
            4 when name.SequenceEqual("text"u8) => Member.Text,
            5 when name.SequenceEqual("delta"u8) => Member.Delta,
            5 when name.SequenceEqual("usage"u8) => Member.Usage,
            5 when name.SequenceEqual("error"u8) => Member.Error,
            6 when name.SequenceEqual("status"u8) => Member.Status,
            7 when name.SequenceEqual("choices"u8) => Member.Choices,
            7 when name.SequenceEqual("content"u8) => Member.Content,
            7 when name.SequenceEqual("message"u8) => Member.Message,
            7 when name.SequenceEqual("refusal"u8) => Member.Refusal,
            8 when name.SequenceEqual("response"u8) => Member.Response,
            8 when name.SequenceEqual("thinking"u8) => Member.Thinking,
            9 when name.SequenceEqual("reasoning"u8) => Member.Reasoning,
            9 when name.SequenceEqual("arguments"u8) => Member.Arguments,
            11 when name.SequenceEqual("stop_reason"u8) => Member.FinishReason,
            12 when name.SequenceEqual("partial_json"u8) => Member.PartialJson,
            12 when name.SequenceEqual("input_tokens"u8) => Member.PromptTokens,
            13 when name.SequenceEqual("finish_reason"u8) => Member.FinishReason,
            13 when name.SequenceEqual("prompt_tokens"u8) => Member.PromptTokens,
            13 when name.SequenceEqual("output_tokens"u8) => Member.OutputTokens,
            13 when name.SequenceEqual("cached_tokens"u8) => Member.CachedTokens,
            13 when name.SequenceEqual("content_block"u8) => Member.Block,
            17 when name.SequenceEqual("completion_tokens"u8) => Member.OutputTokens,
            17 when name.SequenceEqual("reasoning_content"u8) => Member.Reasoning,
            23 when name.SequenceEqual("cache_read_input_tokens"u8) => Member.CachedTokens,
            _ => Member.Other,
        };
    }

    /// <summary>What the value of "type" means.</summary>
    public static EventType TypeOf(ref Utf8JsonReader json)
    {
        var type = json.ValueSpan;
        if (type.SequenceEqual("content_block_delta"u8)) return EventType.Delta;
        if (type.SequenceEqual("content_block_start"u8)) return EventType.Start;
        if (type.SequenceEqual("message_stop"u8) || type.SequenceEqual("response.completed"u8) || type.SequenceEqual("response.incomplete"u8)) return EventType.Stop;
        if (type.SequenceEqual("error"u8) || type.SequenceEqual("response.failed"u8)) return EventType.Failed;
        if (!type.EndsWith(".delta"u8)) return EventType.Other;
        return type.StartsWith("response.output_text"u8) || type.StartsWith("response.refusal"u8) ? EventType.TextDelta
            : type.StartsWith("response.reasoning"u8) ? EventType.ReasoningDelta
            : type.IndexOf("arguments"u8) >= 0 ? EventType.ArgumentsDelta
            : EventType.Other;
    }
}
