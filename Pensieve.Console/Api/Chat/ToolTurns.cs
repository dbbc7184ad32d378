using System.Collections.Immutable;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Tools;
using Pensieve.Engine.Chat;

namespace Pensieve.Console.Api.Chat;

/// <summary>Fits a conversation with tools to what the model's template can show, or says what it cannot.</summary>
internal static class ToolTurns
{
    /// <summary>Why the template cannot show this conversation; null = it can.</summary>
    public static ApiError? Check(ChatInput input, TemplateTools? template, string model)
    {
        if (input.Offer is not null && template?.ShowsTools != true) return Missing("tools", "tools", model);
        if (template?.ShowsCalls != true && input.Messages.Any(m => m.ToolCalls.Length > 0)) return Missing("messages", "earlier calls of tools", model);
        if (template?.ShowsResults != true && input.Messages.Any(m => m.Role == ChatRole.Tool)) return Missing("messages", "results of tools", model);
        return null;
    }

    /// <summary>The conversation with ids and groups of calls as the template takes them.</summary>
    public static ImmutableArray<ChatMessage> Fit(ImmutableArray<ChatMessage> messages, TemplateTools? template)
    {
        if (template is null || !messages.Any(m => m.ToolCalls.Length > 0)) return messages;
        if (template.Format.UsesShortIds) messages = [.. messages.Select(ShortenIds)];
        return template.ShowsParallelCalls ? messages : SplitCalls(messages);
    }

    private static ApiError Missing(string field, string what, string model) => ApiError.Unsupported(
        field, $"the chat template of the loaded model '{model}' has no tool support ({what} would not reach the model), so that tool use is", "Send the request without tools, or load a model whose template has them.");

    private static ChatMessage ShortenIds(ChatMessage message) => message with
    {
        ToolCalls = [.. message.ToolCalls.Select(call => call with { Id = ToolIds.Shorten(call.Id) })],
        ToolCallId = message.ToolCallId is { } id ? ToolIds.Shorten(id) : null,
    };

    // Several calls of one message become messages of one call, each followed by its result.
    private static ImmutableArray<ChatMessage> SplitCalls(ImmutableArray<ChatMessage> messages)
    {
        var split = ImmutableArray.CreateBuilder<ChatMessage>(messages.Length);
        for (var i = 0; i < messages.Length; i++)
        {
            if (messages[i].ToolCalls.Length < 2)
            {
                split.Add(messages[i]);
                continue;
            }

            var message = messages[i];
            var results = messages.Skip(i + 1).TakeWhile(m => m.Role == ChatRole.Tool).ToList();
            i += results.Count;
            foreach (var call in message.ToolCalls)
            {
                split.Add(message with { ToolCalls = [call] });
                message = message with { Content = "", Reasoning = null };
                if (results.Find(r => r.ToolCallId == call.Id) is not { } result) continue;
                split.Add(result);
                results.Remove(result);
            }

            split.AddRange(results);
        }

        return split.ToImmutable();
    }
}
