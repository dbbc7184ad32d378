using Pensieve.Engine.Chat;
using Pensieve.Engine.Requests;

namespace Pensieve.Tests.Fakes;

/// <summary>
/// ChatML written in C#: &lt;|role|&gt;text&lt;|end|&gt; per message; tools first as &lt;|tools|&gt; with one JSON object each, calls as
/// &lt;tool_call&gt;{"name":…,"arguments":…}&lt;/tool_call&gt; behind the text, thinking as (…) before it, variables at the end.
/// </summary>
public sealed class FakeChatMl : IChatTemplate
{
    /// <summary>Refuses system messages after the first message, as strict templates do.</summary>
    public bool RefusesInlineSystem { get; init; }

    /// <summary>Refuses any system message.</summary>
    public bool RefusesSystem { get; init; }

    /// <summary>Leaves out system messages after the first message, as careless templates do.</summary>
    public bool DropsInlineSystem { get; init; }

    /// <inheritdoc/>
    public ChatRenderOutcome Render(ChatPrompt prompt)
    {
        var segments = new List<PromptSegment>();
        if (prompt.Tools.Length > 0)
        {
            segments.Add(new PromptSegment("<|tools|>", IsTemplate: true));
            foreach (var tool in prompt.Tools) segments.Add(new PromptSegment(tool.GetRawText(), IsTemplate: false));
            segments.Add(new PromptSegment("<|end|>", IsTemplate: true));
        }

        for (var i = 0; i < prompt.Messages.Length; i++)
        {
            var message = prompt.Messages[i];
            if (RefusesSystem && message.Role == ChatRole.System) return new ChatRenderOutcome(null, "No system role.");
            if (i > 0 && message.Role == ChatRole.System)
            {
                if (RefusesInlineSystem) return new ChatRenderOutcome(null, "System message must be first.");
                if (DropsInlineSystem) continue;
            }

            segments.Add(new PromptSegment($"<|{message.Role.ToString().ToLowerInvariant()}|>", IsTemplate: true));
            if (message.Reasoning is { } thought) segments.Add(new PromptSegment($"({thought})", IsTemplate: false));
            segments.Add(new PromptSegment(message.Content, IsTemplate: false));
            foreach (var call in message.ToolCalls)
            {
                segments.Add(new PromptSegment("<tool_call>", IsTemplate: true));
                segments.Add(new PromptSegment($"{{\"name\":\"{call.Name}\",\"arguments\":{call.Arguments.GetRawText()}}}", IsTemplate: false));
                segments.Add(new PromptSegment("</tool_call>", IsTemplate: true));
            }

            if (i < prompt.Messages.Length - 1 || !prompt.ContinueFinalMessage) segments.Add(new PromptSegment("<|end|>", IsTemplate: true));
        }

        if (prompt.AddGenerationPrompt) segments.Add(new PromptSegment("<|assistant|>", IsTemplate: true));
        foreach (var (name, value) in prompt.Variables.OrderBy(v => v.Key, StringComparer.Ordinal))
            segments.Add(new PromptSegment($"{name}={value.GetRawText()}", IsTemplate: true));
        return new ChatRenderOutcome(Prompt.FromSegments(segments), null);
    }
}
