using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pensieve.Console.Api.Chat;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.Wire;
using Pensieve.Engine.Chat;

namespace Pensieve.Console.Api.Anthropic;

/// <summary>Takes an Anthropic body apart: conversation, settings, and what cannot be honoured.</summary>
internal static class MessagesMapping
{
    private const string TextOnly = "Send text blocks only.";

    /// <summary>The conversation with the system prompt first and neighbouring turns of a role joined.</summary>
    public static ImmutableArray<ChatMessage> ReadConversation(MessagesRequest request, FieldReader fields)
    {
        CheckUnsupported(request, fields);
        var messages = new List<ChatMessage>();
        if (request.System is { } system && ReadText(system, "system", fields, out _) is { Length: > 0 } prompt)
            messages.Add(new ChatMessage(ChatRole.System, prompt));

        if (request.Messages is not { Length: > 0 }) fields.Fail("messages", "is required and must have at least one message.");
        for (var i = 0; i < request.Messages?.Length && fields.Error is null; i++)
            ReadMessage(request.Messages[i], string.Create(CultureInfo.InvariantCulture, $"messages.{i}"), messages, fields);
        return Conversation.MergeTurns(messages);
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

    private static void ReadMessage(MessageParam? message, string path, List<ChatMessage> messages, FieldReader fields)
    {
        if (message is null)
        {
            fields.Fail(path, "must be an object.");
            return;
        }

        ChatRole? role = message.Role switch { "user" => ChatRole.User, "assistant" => ChatRole.Assistant, "system" => ChatRole.System, _ => null };
        if (role is null) fields.Fail(path + ".role", "must be \"user\", \"assistant\" or \"system\".");
        else if (message.Content is null) fields.Fail(path + ".content", "is required and must be a string or an array of blocks.");
        else messages.Add(new ChatMessage(role.Value, ReadText(message.Content, path + ".content", fields, out var thinking)) { Reasoning = thinking });
    }

    private static string ReadText(TextOrList<ContentBlock?> content, string path, FieldReader fields, out string? thinking)
    {
        thinking = null;
        if (content.Items is not { } blocks) return content.Text ?? "";
        var texts = new List<string>(blocks.Length);
        for (var i = 0; i < blocks.Length; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}.{i}");
            switch (blocks[i]?.Type)
            {
                case null: fields.Fail(at + ".type", "is required and must be a string."); break;
                case "text" when blocks[i]!.Text is { } text: texts.Add(text); break;
                case "text": fields.Fail(at + ".text", "is required and must be a string."); break;
                case "thinking" when blocks[i]!.Thinking is { } thought: thinking += thought; break;
                case "thinking": fields.Fail(at + ".thinking", "is required and must be a string."); break;
                case var type: fields.Unsupported(at + ".type", $"content of type \"{type}\" is", TextOnly); break;
            }
        }

        return string.Join('\n', texts);
    }

    private static void CheckUnsupported(MessagesRequest request, FieldReader fields)
    {
        if (!request.Tools.IsEmpty()) fields.Unsupported("tools", "tool use is", "Send the request without tools.");
        if (!request.ToolChoice.IsAbsent() && request.ToolChoice.TypeName() is not ("auto" or "none"))
            fields.Unsupported("tool_choice", "any choice but {\"type\":\"auto\"} or {\"type\":\"none\"} is", "Leave it out.");
        CheckThinking(request.Thinking, fields);
        if (request.OutputConfig.ValueKind == JsonValueKind.Object && request.OutputConfig.TryGetProperty("format", out var format) && !format.IsAbsent())
            fields.Unsupported("output_config.format", "structured output is", "Leave it out and ask for the format in the prompt.");
        if (!request.OutputFormat.IsAbsent())
            fields.Unsupported("output_format", "structured output is", "Leave it out and ask for the format in the prompt.");
        if (!request.McpServers.IsEmpty()) fields.Unsupported("mcp_servers", "MCP servers are", "Leave it out.");
        if (!request.Container.IsAbsent()) fields.Unsupported("container", "containers are", "Leave it out.");
    }

    private static void CheckThinking(JsonElement thinking, FieldReader fields)
    {
        if (thinking.IsAbsent()) return;
        switch (thinking.TypeName())
        {
            case "disabled" or "adaptive" or "between_tools": break;
            case "enabled": fields.Unsupported("thinking", "enabled thinking is", "Leave it out or send {\"type\":\"disabled\"}."); break;
            default: fields.Fail("thinking.type", "must be \"disabled\", \"adaptive\", \"between_tools\" or \"enabled\"."); break;
        }
    }
}
