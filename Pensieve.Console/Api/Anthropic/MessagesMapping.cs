using System.Globalization;
using System.Text.Json;
using Pensieve.Console.Api.Chat;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.Tools;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.Anthropic;

/// <summary>Takes an Anthropic body apart: conversation, settings, and what cannot be honoured.</summary>
internal static class MessagesMapping
{
    // Their requests hold only what is new: answered without the rest, they would be answered wrongly. By these details the SDK's
    // tool runner, which asks for a thread unasked, sends whole conversations instead.
    private static readonly ApiError s_threads = ApiError.Unsupported("thread", "conversations that the server holds are", "Leave it out, and send the whole conversation as messages.") with
    {
        Code = "thread_unsupported_request", Unsupports = ["message_threads"],
    };

    /// <summary>The conversation with the system prompt first and neighbouring turns of a role joined, and the tools offered.</summary>
    public static ChatInput ReadChat(MessagesRequest request, FieldReader fields)
    {
        CheckUnsupported(request, fields);
        var thinking = MessagesThinking.Read(request, fields);
        var offer = MessagesTools.Read(request, fields);
        var turns = new MessageTurns(fields);
        if (request.System is { } system) turns.AddSystem(system);
        if (request.Messages is not { Length: > 0 }) fields.Fail("messages", "is required and must have at least one message.");
        for (var i = 0; i < request.Messages?.Length && fields.Error is null; i++)
            turns.Add(request.Messages[i], string.Create(CultureInfo.InvariantCulture, $"messages.{i}"));
        return new ChatInput(Conversation.MergeTurns(turns.Messages), offer) { Form = ReadForm(request, fields), Thinking = thinking };
    }

    /// <summary>Everything but the conversation.</summary>
    public static GenerationSettings ReadSettings(MessagesRequest request, FieldReader fields) => new()
    {
        Sampling = request.Read(fields, Ranges.Messages.Sampling),
        MaxTokens = (int?)fields.Integer(request.MaxTokens, Ranges.Messages.MaxTokens),
        StopSequences = StopSequences.Read(fields, "stop_sequences", request.StopSequences),
        IgnoreEos = request.IgnoreEos ?? false,
        CachePrompt = request.CachePrompt ?? true,
        Stream = request.Stream ?? false,
    };

    private static void CheckUnsupported(MessagesRequest request, FieldReader fields)
    {
        if (!request.Thread.IsAbsent()) fields.Fail(s_threads);
        if (!request.McpServers.IsEmpty()) fields.Unsupported("mcp_servers", "MCP servers are", "Leave it out.");
        if (!request.Container.IsAbsent()) fields.Unsupported("container", "containers are", "Leave it out.");
    }

    // output_format is the older name.
    private static AnswerForm? ReadForm(MessagesRequest request, FieldReader fields)
    {
        if (!request.OutputConfig.IsAbsent() && request.OutputConfig.ValueKind != JsonValueKind.Object) fields.Fail("output_config", "must be an object.");
        var isNew = request.OutputConfig.ValueKind == JsonValueKind.Object && request.OutputConfig.TryGetProperty("format", out var format) && !format.IsAbsent();
        var (form, path) = isNew ? (request.OutputConfig.GetProperty("format"), "output_config.format") : (request.OutputFormat, "output_format");
        if (form.IsAbsent()) return null;
        if (form.ValueKind == JsonValueKind.Object && form.TypeName() == "json_schema")
            return AnswerForm.OfSchema(form.TryGetProperty("schema", out var schema) ? schema : default, path + ".schema", fields);
        fields.Fail(path + ".type", "must be \"json_schema\".");
        return null;
    }
}
