using System.Text;
using System.Text.RegularExpressions;
using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Library;

internal static partial class TextFilters
{
    /// <summary>The value as a string, for filters without arguments.</summary>
    public static StringValue Soft(RenderContext context, Value value, CallArguments arguments, string name)
    {
        arguments.BindPositional(name, 0, 0);
        return Printer.Str(context, value);
    }

    public static Value Trim(RenderContext context, Value value, CallArguments arguments)
    {
        var characters = arguments.Bind("trim", 0, "chars")[0];
        return StringMethods.Strip(
            Printer.Str(context, value),
            characters is null or NoneValue ? null : StringMethods.Text(characters, "trim").Text,
            left: true,
            right: true);
    }

    public static Value Replace(RenderContext context, Value value, CallArguments arguments)
    {
        var bound = arguments.Bind("replace", 2, "old", "new", "count");
        var most = bound[2] is null or NoneValue ? -1 : StringMethods.Whole(bound[2], -1, "replace");
        var text = Printer.Str(context, value).WithMarkup(false);
        return StringMethods.Replace(context, text, Printer.Str(context, bound[0]!).Text, Printer.Str(context, bound[1]!), most);
    }

    public static Value Join(RenderContext context, Value value, CallArguments arguments)
    {
        var bound = arguments.Bind("join", 0, "d", "attribute");
        var separator = bound[0] is null ? StringValue.Empty : Printer.Str(context, bound[0]!);
        var getter = bound[1] is null or NoneValue ? null : AttributePath.Parse(bound[1]!, null);
        var result = context.NewText();
        var first = true;
        foreach (var item in Iteration.Of(context, value))
        {
            if (!first) result.Append(separator);
            first = false;
            result.Append(Printer.Str(context, getter is null ? item : getter.Get(item)));
        }
        return result.ToValue();
    }

    public static Value Format(RenderContext context, Value value, CallArguments arguments)
    {
        if (arguments.Positional.Length > 0 && arguments.Named.Length > 0)
            throw new TemplateRuntimeException("can't handle positional and keyword arguments at the same time");
        Value values = new TupleValue(arguments.Positional);
        if (arguments.Named.Length > 0)
        {
            var dict = new DictValue();
            foreach (var (name, item) in arguments.Named) dict.Items[StringValue.Template(name)] = item;
            values = dict;
        }
        return PercentFormat.Apply(context, Printer.Str(context, value), values);
    }

    public static Value Title(RenderContext context, Value value, CallArguments arguments)
    {
        var text = Soft(context, value, arguments, "title").WithMarkup(false);
        var result = context.NewText();
        for (var i = 0; i < text.Text.Length;)
        {
            var isBreak = IsTitleBreak(text.Text[i]);
            var end = i + 1;
            while (end < text.Text.Length && IsTitleBreak(text.Text[end]) == isBreak) end++;
            var part = text.Slice(i, end - i);
            if (isBreak) result.Append(part);
            else
            {
                var first = CodePoints.Width(part.Text, 0);
                result.Append(CaseMapping.Upper(context, part.Slice(0, first)));
                result.Append(CaseMapping.Lower(context, part.Slice(first, part.Text.Length - first)));
            }
            i = end;
        }
        return result.ToValue();
    }

    public static Value Indent(RenderContext context, Value value, CallArguments arguments)
    {
        var bound = arguments.Bind("indent", 0, "width", "first", "blank");
        var text = StringMethods.Text(value, "indent");
        var prefix = bound[0] is StringValue given
            ? given
            : StringValue.Data(new string(' ', Math.Clamp(StringMethods.Whole(bound[0], 4, "indent"), 0, 4096)));
        var (first, blank) = (bound[1]?.IsTruthy ?? false, bound[2]?.IsTruthy ?? false);
        var result = context.NewText();
        if (first) result.Append(prefix);
        var lines = StringMethods.SplitLines(context, context.NewText().Append(text).Append("\n", isTemplate: true).ToValue(), keepEnds: false);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = (StringValue)lines.Items[i];
            if (i > 0)
            {
                result.Append("\n", line.IsTemplate);
                if (blank || line.Text.Length > 0) result.Append(prefix);
            }
            result.Append(line);
        }
        return result.ToValue(text.IsMarkup);
    }

    public static Value Center(RenderContext context, Value value, CallArguments arguments)
    {
        var width = StringMethods.Whole(arguments.Bind("center", 0, "width")[0], 80, "center");
        return StringMethods.Pad(context, Printer.Str(context, value), width, ' ', "center");
    }

    public static Value Truncate(RenderContext context, Value value, CallArguments arguments)
    {
        var bound = arguments.Bind("truncate", 0, "length", "killwords", "end", "leeway");
        var text = value as StringValue ?? throw new TemplateRuntimeException($"truncate() needs a string, not {value.TypeName}");
        var end = bound[2] is null ? StringValue.Template("...") : StringMethods.Text(bound[2], "truncate");
        var length = StringMethods.Whole(bound[0], 255, "truncate");
        var leeway = bound[3] is null or NoneValue ? 5 : StringMethods.Whole(bound[3], 5, "truncate");
        if (length < end.Length || leeway < 0) throw new TemplateRuntimeException("truncate() expects a length of at least that of its end mark");
        if (text.Length <= (long)length + leeway) return text;
        var cut = text.Slice(0, CodePoints.ToUtf16(text, length - end.Length));
        if (bound[1] is not { IsTruthy: true } && cut.Text.LastIndexOf(' ') is var space and >= 0) cut = cut.Slice(0, space);
        return Operators.Apply(context, BinaryOperator.Add, cut, end);
    }

    public static Value WordCount(RenderContext context, Value value, CallArguments arguments)
    {
        var text = Soft(context, value, arguments, "wordcount").Text;
        context.ChargeCharacters(text.Length * 8L);
        return IntValue.Of(Words().Count(text));
    }

    public static Value UrlEncode(RenderContext context, Value value, CallArguments arguments)
    {
        arguments.BindPositional("urlencode", 0, 0);
        if (value is not StringValue && Iteration.IsIterable(value)) throw new TemplateRuntimeException("urlencode of a mapping or list is not supported");
        var result = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(Printer.Str(context, value).Text))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'_' or (byte)'.' or (byte)'-' or (byte)'~' or (byte)'/') result.Append((char)b);
            else result.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return StringValue.Data(result.ToString());
    }

    public static Value ToJson(RenderContext context, Value value, CallArguments arguments)
    {
        var bound = arguments.Bind("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys");
        var indent = bound[1] switch
        {
            null or NoneValue => null,
            StringValue text => text.Text,
            var width => new string(' ', Math.Clamp(StringMethods.Whole(width, 0, "tojson"), 0, 64)),
        };
        var (item, key) = (indent is null ? ", " : ",", ": ");
        if (bound[2] is not (null or NoneValue))
        {
            if (bound[2] is not SequenceValue { Count: 2 } pair) throw new TemplateRuntimeException("tojson() needs two separators");
            (item, key) = (StringMethods.Text(pair.At(0), "tojson").Text, StringMethods.Text(pair.At(1), "tojson").Text);
        }
        var style = new JsonStyle(bound[0]?.IsTruthy ?? false, indent, item, key, bound[3]?.IsTruthy ?? false);
        return StringValue.Data(JsonText.Write(context, value, style));
    }

    private static bool IsTitleBreak(char c) => c is '-' or '(' or '{' or '[' or '<' || Syntax.PythonSpace.IsSpace(c);

    [GeneratedRegex(@"\w+")]
    private static partial Regex Words();
}
