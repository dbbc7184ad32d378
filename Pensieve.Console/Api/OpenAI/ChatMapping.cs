using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pensieve.Console.Api.Wire;
using Pensieve.Engine.Chat;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>Takes an OpenAI chat body apart: conversation, and what cannot be honoured.</summary>
internal static class ChatMapping
{
    private const string TextOnly = "Send text parts only.";
    private const string NoTools = "Send the request without tools.";
    private const string AskInPrompt = "Leave it out and ask for the format in the prompt.";

    /// <summary>The conversation; developer messages are system messages.</summary>
    public static ImmutableArray<ChatMessage> ReadConversation(ChatRequest request, FieldReader fields)
    {
        CheckUnsupported(request, fields);
        if (request.Messages is not { Length: > 0 } wire)
        {
            fields.Fail("messages", "is required and must have at least one message.");
            return [];
        }

        var messages = ImmutableArray.CreateBuilder<ChatMessage>(wire.Length);
        for (var i = 0; i < wire.Length && fields.Error is null; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"messages.{i}");
            if (wire[i] is not { } message) fields.Fail(path, "must be an object.");
            else if (ReadRole(message, path, fields) is { } role) messages.Add(new ChatMessage(role, ReadContent(message, role, path, fields)));
        }

        return messages.ToImmutable();
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

    private static ChatRole? ReadRole(ChatMessageParam message, string path, FieldReader fields)
    {
        if (!message.ToolCalls.IsEmpty()) fields.Unsupported(path + ".tool_calls", "tool use is", NoTools);
        if (!message.FunctionCall.IsAbsent()) fields.Unsupported(path + ".function_call", "tool use is", NoTools);
        switch (message.Role)
        {
            case "system" or "developer": return ChatRole.System;
            case "user": return ChatRole.User;
            case "assistant": return ChatRole.Assistant;
            case "tool" or "function":
                fields.Unsupported(path + ".role", $"the role \"{message.Role}\" is", NoTools);
                return null;
            default:
                fields.Fail(path + ".role", "must be \"system\", \"developer\", \"user\" or \"assistant\".");
                return null;
        }
    }

    private static string ReadContent(ChatMessageParam message, ChatRole role, string path, FieldReader fields)
    {
        if (message.Content is not { } content)
        {
            if (role != ChatRole.Assistant) fields.Fail(path + ".content", "is required and must be a string or an array of parts.");
            return message.Refusal ?? "";
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

    private static void CheckUnsupported(ChatRequest request, FieldReader fields)
    {
        if (!request.Tools.IsEmpty()) fields.Unsupported("tools", "tool use is", NoTools);
        if (!request.Functions.IsEmpty()) fields.Unsupported("functions", "tool use is", NoTools);
        CheckChoice("tool_choice", request.ToolChoice, fields);
        CheckChoice("function_call", request.FunctionCall, fields);
        if (!request.ResponseFormat.IsAbsent() && request.ResponseFormat.TypeName() != "text")
            fields.Unsupported("response_format", "any format but {\"type\":\"text\"} is", AskInPrompt);
        if (request.Modalities.ValueKind == JsonValueKind.Array && request.Modalities.EnumerateArray().Any(m => m.TypeName() != "text"))
            fields.Unsupported("modalities", "any modality but \"text\" is", "Leave it out.");
        if (!request.Audio.IsAbsent()) fields.Unsupported("audio", "audio output is", "Leave it out.");
        if (!request.WebSearchOptions.IsAbsent()) fields.Unsupported("web_search_options", "web search is", "Leave it out.");
    }

    private static void CheckChoice(string field, JsonElement choice, FieldReader fields)
    {
        if (choice.IsAbsent() || (choice.ValueKind == JsonValueKind.String && choice.GetString() is "none" or "auto")) return;
        fields.Unsupported(field, "any choice but \"none\" or \"auto\" is", "Leave it out.");
    }
}
