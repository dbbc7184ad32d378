using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Syntax;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Library;

internal static partial class StringMethods
{
    private static ListValue Split(RenderContext context, Value self, CallArguments arguments)
    {
        var bound = arguments.Bind("split", 0, "sep", "maxsplit");
        var text = (StringValue)self;
        var most = Whole(bound[1], -1, "split");
        if (most < 0) most = int.MaxValue;
        return bound[0] is null or NoneValue
            ? SplitOnSpace(context, text, most)
            : SplitOn(context, text, Separator(bound[0], "split"), most);
    }

    private static ListValue SplitOn(RenderContext context, StringValue text, string separator, int most)
    {
        context.ChargeSearch(text.Text, separator);
        var parts = new List<Value>();
        var at = 0;
        while (parts.Count < most)
        {
            var next = text.Text.IndexOf(separator, at, StringComparison.Ordinal);
            if (next < 0) break;
            AddPart(context, parts, text, at, next);
            at = next + separator.Length;
        }
        AddPart(context, parts, text, at, text.Text.Length);
        return new ListValue(parts);
    }

    private static ListValue SplitOnSpace(RenderContext context, StringValue text, int most)
    {
        context.ChargeCharacters(text.Text.Length);
        var parts = new List<Value>();
        var at = PythonSpace.SkipForward(text.Text, 0);
        while (at < text.Text.Length)
        {
            var end = at;
            if (parts.Count == most) end = text.Text.Length;
            else while (end < text.Text.Length && !PythonSpace.IsSpace(text.Text[end])) end++;
            AddPart(context, parts, text, at, end);
            at = PythonSpace.SkipForward(text.Text, end);
        }
        return new ListValue(parts);
    }

    private static ListValue SplitFromRight(RenderContext context, Value self, CallArguments arguments)
    {
        var bound = arguments.Bind("rsplit", 0, "sep", "maxsplit");
        var text = (StringValue)self;
        var most = Whole(bound[1], -1, "rsplit");
        if (most < 0) most = int.MaxValue;
        var parts = new List<Value>();
        var end = text.Text.Length;
        if (bound[0] is null or NoneValue)
        {
            context.ChargeCharacters(end);
            end = PythonSpace.SkipBack(text.Text, end);
            while (end > 0)
            {
                var start = end;
                if (parts.Count == most) start = 0;
                else while (start > 0 && !PythonSpace.IsSpace(text.Text[start - 1])) start--;
                AddPart(context, parts, text, start, end);
                end = PythonSpace.SkipBack(text.Text, start);
            }
        }
        else
        {
            var separator = Separator(bound[0], "rsplit");
            context.ChargeSearch(text.Text, separator);
            while (parts.Count < most)
            {
                var previous = text.Text.AsSpan(0, end).LastIndexOf(separator, StringComparison.Ordinal);
                if (previous < 0) break;
                AddPart(context, parts, text, previous + separator.Length, end);
                end = previous;
            }
            AddPart(context, parts, text, 0, end);
        }
        parts.Reverse();
        return new ListValue(parts);
    }

    private static ListValue SplitLines(RenderContext context, Value self, CallArguments arguments) =>
        SplitLines(context, (StringValue)self, arguments.Bind("splitlines", 0, "keepends")[0]?.IsTruthy ?? false);

    internal static ListValue SplitLines(RenderContext context, StringValue text, bool keepEnds)
    {
        context.ChargeCharacters(text.Text.Length);
        var parts = new List<Value>();
        var start = 0;
        for (var i = 0; i < text.Text.Length; i++)
        {
            if (!PythonSpace.IsLineBreak(text.Text[i])) continue;
            var end = i;
            if (text.Text[i] == '\r' && i + 1 < text.Text.Length && text.Text[i + 1] == '\n') i++;
            AddPart(context, parts, text, start, keepEnds ? i + 1 : end);
            start = i + 1;
        }
        if (start < text.Text.Length) AddPart(context, parts, text, start, text.Text.Length);
        return new ListValue(parts);
    }

    private static TupleValue Partition(RenderContext context, Value self, CallArguments arguments, string name, bool fromRight)
    {
        var text = (StringValue)self;
        var separator = Separator(arguments.BindPositional(name, 1, 1)[0], name);
        context.ChargeSearch(text.Text, separator);
        var at = fromRight ? text.Text.LastIndexOf(separator, StringComparison.Ordinal) : text.Text.IndexOf(separator, StringComparison.Ordinal);
        if (at < 0) return new TupleValue(fromRight ? [StringValue.Empty, StringValue.Empty, text] : [text, StringValue.Empty, StringValue.Empty]);
        var after = at + separator.Length;
        return new TupleValue([text.Slice(0, at), text.Slice(at, separator.Length), text.Slice(after, text.Text.Length - after)]);
    }

    private static string Separator(Value? value, string function)
    {
        var separator = Text(value, function).Text;
        return separator.Length > 0 ? separator : throw new TemplateRuntimeException("empty separator");
    }

    private static void AddPart(RenderContext context, List<Value> parts, StringValue text, int start, int end)
    {
        context.Charge(1);
        context.CheckElements(parts.Count + 1);
        parts.Add(text.Slice(start, end - start));
    }
}
