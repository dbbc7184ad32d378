using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Library;

/// <summary>HTML escaping, which Python's markup strings do to whatever joins them.</summary>
internal static class Markup
{
    public static StringValue Escape(RenderContext context, StringValue value)
    {
        if (value.IsMarkup) return value;
        if (value.Text.AsSpan().IndexOfAny("&<>'\"") < 0) return value.WithMarkup(true);
        var result = context.NewText();
        var at = 0;
        foreach (var run in value.Runs)
        {
            for (; at < run.End; at++)
            {
                switch (value.Text[at])
                {
                    case '&': result.Append("&amp;", run.IsTemplate); break;
                    case '<': result.Append("&lt;", run.IsTemplate); break;
                    case '>': result.Append("&gt;", run.IsTemplate); break;
                    case '\'': result.Append("&#39;", run.IsTemplate); break;
                    case '"': result.Append("&#34;", run.IsTemplate); break;
                    default: result.Append(value, at, 1); break;
                }
            }
        }
        return result.ToValue(isMarkup: true);
    }
}
