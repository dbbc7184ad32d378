using System.Globalization;
using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Chat;

/// <summary>
/// Renders a conversation whose last message the model is to go on with. A mark is put behind that message's text and the prompt
/// is cut there: this finds the end of the text whatever the template writes around it, and keeps the template from trimming it.
/// </summary>
internal static class FinalMessage
{
    private const int ProvingLength = 24;

    public static ChatRenderOutcome Render(ChatTemplate template, ChatPrompt prompt)
    {
        if (prompt.Messages is not [.., { Role: ChatRole.Assistant } final])
            return Fail("only an assistant message can be continued, and the last message is none");
        if (final.ToolCalls.Length > 0) return Fail("an assistant message with tool calls cannot be continued");

        var mark = MarkAbsentFrom(prompt);
        var marked = final with { Content = final.Content + mark };
        var outcome = template.Run(prompt with { Messages = prompt.Messages.SetItem(prompt.Messages.Length - 1, marked) }, template.Shape);
        if (outcome.Text is not { } text) return new ChatRenderOutcome(null, ChatTemplate.Describe(outcome));

        var segments = text.ToSegments();
        // A template that shows the text twice shows the turn itself last.
        var last = segments.FindLastIndex(segment => segment.Text.Contains(mark, StringComparison.Ordinal));
        if (last < 0) return Fail("the model's chat template leaves out or rewrites the text of the last assistant message, so that it cannot be continued");
        var cut = segments[last].Text[..segments[last].Text.LastIndexOf(mark, StringComparison.Ordinal)];
        segments[last] = segments[last] with { Text = cut };
        if (!EndsAsWritten(cut, final.Content))
            return Fail("the model's chat template rewrites the text of the last assistant message, so that it cannot be continued");
        var kept = segments.Take(last + 1)
            .Select(segment => segment with { Text = segment.Text.Replace(mark, "", StringComparison.Ordinal) })
            .Where(static segment => segment.Text.Length > 0);
        return new ChatRenderOutcome(Prompt.FromSegments(kept), null);
    }

    /// <summary>Characters of the private use area: no template treats them as space or anything else.</summary>
    private static string MarkAbsentFrom(ChatPrompt prompt)
    {
        for (var n = 0; ; n++)
        {
            var mark = string.Create(CultureInfo.InvariantCulture, $"\uE0F1{n}\uE0F2");
            if (!prompt.Messages.Any(message => message.Content.Contains(mark, StringComparison.Ordinal) ||
                message.Reasoning?.Contains(mark, StringComparison.Ordinal) == true)) return mark;
        }
    }

    /// <summary>A template may split thinking off or trim the start, but the end of the text must have come through.</summary>
    private static bool EndsAsWritten(string rendered, string content)
    {
        var end = content.Length;
        var start = Math.Max(0, end - ProvingLength);
        while (start < end && char.IsWhiteSpace(content[start])) start++;
        var thinkingEnd = content.LastIndexOf('>', Math.Max(0, end - 1));
        if (thinkingEnd >= start) start = thinkingEnd + 1;
        while (start < end && char.IsWhiteSpace(content[start])) start++;
        return rendered.EndsWith(content[start..], StringComparison.Ordinal);
    }

    private static ChatRenderOutcome Fail(string reason) => new(null, char.ToUpperInvariant(reason[0]) + reason[1..] + ".");
}
