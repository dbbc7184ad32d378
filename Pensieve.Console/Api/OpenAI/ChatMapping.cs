using System.Globalization;
using System.Text.Json;
using Pensieve.Console.Api.Tools;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>Takes an OpenAI chat body apart: conversation, and what cannot be honoured.</summary>
internal static class ChatMapping
{
    /// <summary>The conversation and the tools offered.</summary>
    public static ChatInput ReadChat(ChatRequest request, FieldReader fields)
    {
        CheckUnsupported(request, fields);
        var thinking = ChatThinking.Read(request, fields);
        var offer = ChatTools.Read(request, fields);
        var turns = new ChatTurns(fields);
        if (request.Messages is not { Length: > 0 }) fields.Fail("messages", "is required and must have at least one message.");
        for (var i = 0; i < request.Messages?.Length && fields.Error is null; i++)
            turns.Add(request.Messages[i], string.Create(CultureInfo.InvariantCulture, $"messages.{i}"));
        return new ChatInput(turns.Messages, offer) { Form = AnswerForms.Read(request, request.ResponseFormat, fields), Thinking = thinking, Variables = ChatThinking.ReadVariables(request, fields) };
    }

    /// <summary>Null = no log-probabilities; otherwise alternatives per token.</summary>
    public static long? ReadTopLogProbs(ChatRequest request, FieldReader fields)
    {
        var top = fields.Integer(request.TopLogprobs, Ranges.Chat.TopLogProbs);
        if (top is not null && request.Logprobs != true) fields.Fail("top_logprobs", "is allowed only with \"logprobs\": true.");
        return request.Logprobs == true ? top ?? 0 : null;
    }

    /// <summary>max_completion_tokens, or its older name.</summary>
    public static long? ReadMaxTokens(ChatRequest request, FieldReader fields)
    {
        var older = fields.Integer(request.MaxTokens, Ranges.Chat.MaxTokens);
        return fields.Integer(request.MaxCompletionTokens, Ranges.Chat.MaxCompletionTokens) ?? older;
    }

    private static void CheckUnsupported(ChatRequest request, FieldReader fields)
    {
        if (!request.Functions.IsEmpty()) fields.Unsupported("functions", "the older form of tools is", "Send tools.");
        if (!request.FunctionCall.IsAbsent() && request.FunctionCall.TypeName() is not ("none" or "auto"))
            fields.Unsupported("function_call", "the older form of tool_choice is", "Send tool_choice.");
        if (request.Modalities.ValueKind == JsonValueKind.Array && request.Modalities.EnumerateArray().Any(m => m.TypeName() != "text"))
            fields.Unsupported("modalities", "any modality but \"text\" is", "Leave it out.");
        if (!request.Audio.IsAbsent()) fields.Unsupported("audio", "audio output is", "Leave it out.");
        if (!request.WebSearchOptions.IsAbsent()) fields.Unsupported("web_search_options", "web search is", "Leave it out.");
    }
}
