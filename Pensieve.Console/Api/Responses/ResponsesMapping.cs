using System.Globalization;
using System.Text.Json;
using Pensieve.Console.Api.OpenAI;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.Responses;

/// <summary>What a Responses body says beside input, tools and sampling, and what cannot be honoured.</summary>
internal static class ResponsesMapping
{
    private const int MaxMetadata = 16;
    private const int MaxMetadataKey = 64;
    private const int MaxMetadataValue = 512;

    private static readonly string[] s_efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

    private static readonly string[] s_includes =
    [
        "message.output_text.logprobs", "reasoning.encrypted_content", "file_search_call.results", "web_search_call.results", "web_search_call.action.sources",
        "message.input_image.image_url", "computer_call_output.output.image_url", "code_interpreter_call.outputs",
    ];

    /// <summary>Null = no log-probabilities; otherwise alternatives per token.</summary>
    public static long? ReadTopLogProbs(ResponsesRequest request, FieldReader fields)
    {
        var top = fields.Integer(request.TopLogprobs, Ranges.Responses.TopLogProbs);
        var isAsked = top > 0;
        for (var i = 0; i < request.Include?.Length; i++)
        {
            if (Array.IndexOf(s_includes, request.Include[i]) < 0)
                fields.Fail(string.Create(CultureInfo.InvariantCulture, $"include.{i}"), "must be one of " + string.Join(", ", s_includes) + ".");
            isAsked |= request.Include[i] == s_includes[0];
        }

        if (!isAsked) return null;
        if (request.Tools is { Length: > 0 })
            fields.Unsupported(top > 0 ? "top_logprobs" : "include", "log-probabilities beside tools are", "Send one of the two: calls are divided differently from tokens.");
        return top ?? 0;
    }

    /// <summary>Records what is wrong, and what this server does not do.</summary>
    public static void Check(ResponsesRequest request, FieldReader fields)
    {
        if (request.Input is null) fields.Fail("input", "is required and must be a string or an array of items.");
        if (request.StreamOptions is not null && request.Stream != true) fields.Fail("stream_options", "is allowed only with \"stream\": true.");
        CheckChatNames(request, fields);
        CheckMetadata(request.Metadata, fields);
        CheckText(request.Text, fields);
        CheckReasoning(request.Reasoning, fields);
        if (request.Truncation == "auto")
            fields.Unsupported("truncation", "leaving out parts of a conversation without a word is", "Send \"disabled\", and shorten the input if it is too long.");
        else if (request.Truncation is not (null or "disabled")) fields.Fail("truncation", "must be \"disabled\" or \"auto\".");
        if (request.Background == true) fields.Unsupported("background", "answering in the background is", "Leave it out, and keep the connection open; send \"stream\": true to see progress.");
        if (!request.Conversation.IsAbsent()) fields.Unsupported("conversation", "conversation objects are", "Send previous_response_id or the whole input.");
        if (!request.Prompt.IsAbsent()) fields.Unsupported("prompt", "stored prompt templates are", "Send instructions and input.");
        if (!request.ContextManagement.IsEmpty()) fields.Unsupported("context_management", "compaction is", "Leave it out.");
        if (!request.Moderation.IsAbsent()) fields.Unsupported("moderation", "moderation is", "Leave it out.");
    }

    private static void CheckChatNames(ResponsesRequest request, FieldReader fields)
    {
        Refuse(request.Messages, "messages", "input");
        Refuse(request.MaxTokens, "max_tokens", "max_output_tokens");
        Refuse(request.MaxCompletionTokens, "max_completion_tokens", "max_output_tokens");
        Refuse(request.ResponseFormat, "response_format", "text.format");
        Refuse(request.N, "n", "several requests");

        void Refuse(JsonElement field, string name, string instead)
        {
            if (!field.IsAbsent()) fields.Fail(name, $"is not a field of this route. Send {instead}.");
        }
    }

    private static void CheckMetadata(Dictionary<string, string?>? metadata, FieldReader fields)
    {
        if (metadata is null) return;
        if (metadata.Count > MaxMetadata) fields.Fail("metadata", $"must have at most {MaxMetadata} entries.");
        foreach (var (key, value) in metadata)
        {
            if (key.Length > MaxMetadataKey) fields.Fail("metadata", $"keys must have at most {MaxMetadataKey} characters.");
            else if (value is not { Length: <= MaxMetadataValue }) fields.Fail("metadata." + key, $"must be a string of at most {MaxMetadataValue} characters.");
        }
    }

    private static void CheckText(JsonElement text, FieldReader fields)
    {
        if (text.IsAbsent()) return;
        if (text.ValueKind != JsonValueKind.Object)
        {
            fields.Fail("text", "must be an object.");
            return;
        }

        if (text.TryGetProperty("format", out var format) && !format.IsAbsent() && (format.ValueKind != JsonValueKind.Object || format.TypeName() is null))
            fields.Fail("text.format.type", "is required and must be a string.");
        if (text.TryGetProperty("verbosity", out var verbosity) && !verbosity.IsAbsent() && (verbosity.ValueKind != JsonValueKind.String || verbosity.GetString() is not ("low" or "medium" or "high")))
            fields.Fail("text.verbosity", "must be \"low\", \"medium\" or \"high\".");
    }

    private static void CheckReasoning(JsonElement reasoning, FieldReader fields)
    {
        if (reasoning.IsAbsent()) return;
        if (reasoning.ValueKind != JsonValueKind.Object) fields.Fail("reasoning", "must be an object.");
        else
        {
            Check("effort", s_efforts);
            Check("summary", ["auto", "concise", "detailed"]);
            Check("generate_summary", ["auto", "concise", "detailed"]);
        }

        void Check(string name, string[] values)
        {
            if (reasoning.TryGetProperty(name, out var value) && !value.IsAbsent() && (value.ValueKind != JsonValueKind.String || Array.IndexOf(values, value.GetString()) < 0))
                fields.Fail("reasoning." + name, "must be one of " + string.Join(", ", values) + ".");
        }
    }
}
