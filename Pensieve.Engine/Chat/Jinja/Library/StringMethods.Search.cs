using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Library;

internal static partial class StringMethods
{
    private static BoolValue HasAffix(RenderContext context, Value self, CallArguments arguments, string name, bool atStart)
    {
        var bound = arguments.BindPositional(name, 1, 3);
        var text = (StringValue)self;
        var (start, end) = Window(text, bound[1], bound[2], name);
        if (bound[0] is not TupleValue options) return BoolValue.Of(Matches(Text(bound[0], name)));
        context.Charge(options.Count);
        return BoolValue.Of(options.Items.Any(option => Matches(Text(option, name))));

        bool Matches(StringValue affix)
        {
            context.ChargeCharacters(affix.Text.Length);
            if (start > end) return false;
            var window = text.Text.AsSpan(start, end - start);
            return atStart ? window.StartsWith(affix.Text, StringComparison.Ordinal) : window.EndsWith(affix.Text, StringComparison.Ordinal);
        }
    }

    private static int Find(RenderContext context, Value self, CallArguments arguments, string name, bool last)
    {
        var bound = arguments.BindPositional(name, 1, 3);
        var text = (StringValue)self;
        var part = Text(bound[0], name).Text;
        var (start, end) = Window(text, bound[1], bound[2], name);
        if (start > end) return -1;
        context.ChargeSearch(text.Text, part);
        var window = text.Text.AsSpan(start, end - start);
        var at = last ? window.LastIndexOf(part, StringComparison.Ordinal) : window.IndexOf(part, StringComparison.Ordinal);
        return at < 0 ? -1 : CodePoints.FromUtf16(text, start + at);
    }

    private static IntValue Count(RenderContext context, Value self, CallArguments arguments)
    {
        var bound = arguments.BindPositional("count", 1, 3);
        var text = (StringValue)self;
        var part = Text(bound[0], "count").Text;
        var (start, end) = Window(text, bound[1], bound[2], "count");
        if (start > end) return IntValue.Of(0);
        var window = text.Slice(start, end - start);
        if (part.Length == 0) return IntValue.Of(window.Length + 1);
        context.ChargeSearch(text.Text, part);
        return IntValue.Of(window.Text.AsSpan().Count(part));
    }

    private static StringValue Replace(RenderContext context, Value self, CallArguments arguments)
    {
        var bound = arguments.BindPositional("replace", 2, 3);
        var text = (StringValue)self;
        var (old, with) = (Text(bound[0], "replace"), Text(bound[1], "replace"));
        if (text.IsMarkup) (old, with) = (Markup.Escape(context, old), Markup.Escape(context, with));
        return Replace(context, text, old.Text, with, Whole(bound[2], -1, "replace"));
    }

    /// <summary>
    /// Puts <paramref name="with"/> in place of the first <paramref name="most"/> occurrences (negative = all). What is put into
    /// data counts as data: a message must not be able to call up template text by spelling what the template replaces.
    /// </summary>
    internal static StringValue Replace(RenderContext context, StringValue text, string old, StringValue with, int most)
    {
        context.ChargeSearch(text.Text, old);
        if (most == 0 || (old.Length > 0 && !text.Text.Contains(old, StringComparison.Ordinal))) return text;
        var result = context.NewText();
        var asData = new StringValue(with.Text, isTemplate: false);
        var runs = text.Runs;
        var run = 0;
        var at = 0;
        for (; most != 0; most--)
        {
            var next = old.Length == 0 ? at : text.Text.IndexOf(old, at, StringComparison.Ordinal);
            if (next < 0) break;
            context.Charge(1);
            result.Append(text, at, next - at);
            while (run < runs.Length - 1 && runs[run].End <= next) run++;
            result.Append(runs[run].IsTemplate && runs[run].End >= next + old.Length ? with : asData);
            at = next + old.Length;
            if (old.Length > 0) continue;
            if (at >= text.Text.Length) break;
            var width = CodePoints.Width(text.Text, at);
            result.Append(text, at, width);
            at += width;
        }
        result.Append(text, at, text.Text.Length - at);
        return result.ToValue(text.IsMarkup);
    }

    private static StringValue RemovePrefix(RenderContext context, Value self, CallArguments arguments)
    {
        var text = (StringValue)self;
        var prefix = Text(arguments.BindPositional("removeprefix", 1, 1)[0], "removeprefix").Text;
        return text.Text.StartsWith(prefix, StringComparison.Ordinal) ? text.Slice(prefix.Length, text.Text.Length - prefix.Length) : text;
    }

    private static StringValue RemoveSuffix(RenderContext context, Value self, CallArguments arguments)
    {
        var text = (StringValue)self;
        var suffix = Text(arguments.BindPositional("removesuffix", 1, 1)[0], "removesuffix").Text;
        return text.Text.EndsWith(suffix, StringComparison.Ordinal) ? text.Slice(0, text.Text.Length - suffix.Length) : text;
    }
}
