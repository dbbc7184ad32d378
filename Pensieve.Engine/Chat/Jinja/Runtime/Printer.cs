using System.Globalization;
using System.Text;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Runtime;

/// <summary>Python's <c>str()</c> and <c>repr()</c>.</summary>
internal static class Printer
{
    private static readonly StringValue s_none = StringValue.Data("None");
    private static readonly StringValue s_true = StringValue.Data("True");
    private static readonly StringValue s_false = StringValue.Data("False");

    /// <summary><c>str(value)</c>; numbers and containers count as data, since what they hold mostly is.</summary>
    public static StringValue Str(RenderContext context, Value value) => value switch
    {
        StringValue text => text,
        UndefinedValue => StringValue.Empty,
        NoneValue => s_none,
        BoolValue flag => flag.Value ? s_true : s_false,
        _ => Repr(context, value),
    };

    public static StringValue Repr(RenderContext context, Value value)
    {
        var text = new StringBuilder();
        Write(context, text, value, 0);
        return StringValue.Data(text.ToString());
    }

    private static void Write(RenderContext context, StringBuilder text, Value value, int depth)
    {
        context.Charge(1);
        context.CheckValueDepth(depth);
        context.CheckCharacters(text.Length);
        switch (value)
        {
            case StringValue { IsMarkup: true } s:
                text.Append("Markup(");
                Quote(text, s.Text);
                text.Append(')');
                break;
            case StringValue s: Quote(text, s.Text); break;
            case NoneValue: text.Append("None"); break;
            case UndefinedValue: text.Append("Undefined"); break;
            case BoolValue flag: text.Append(flag.Value ? "True" : "False"); break;
            case IntValue number: text.Append(number.Value.ToString(CultureInfo.InvariantCulture)); break;
            case FloatValue number: text.Append(FloatText.Repr(number.Value)); break;
            case ListValue list: WriteItems(context, text, list.Items, "[", "]", depth); break;
            case TupleValue tuple: WriteItems(context, text, tuple.Items, "(", tuple.Count == 1 ? ",)" : ")", depth); break;
            case RangeValue range:
                text.Append(CultureInfo.InvariantCulture, $"range({range.Start}, {range.Stop}");
                if (range.Step != 1) text.Append(CultureInfo.InvariantCulture, $", {range.Step}");
                text.Append(')');
                break;
            case DictValue dict: WriteEntries(context, text, dict.Items, depth); break;
            case DictViewValue view:
                text.Append(view.TypeName).Append('(');
                WriteItems(context, text, view.Enumerate(), "[", "]", depth);
                text.Append(')');
                break;
            case NamespaceValue ns:
                text.Append("<Namespace ");
                WriteEntries(context, text, ns.Attributes.Select(static a => KeyValuePair.Create((Value)StringValue.Data(a.Key), a.Value)), depth);
                text.Append('>');
                break;
            case MacroValue { IsCaller: true }: text.Append("<Macro anonymous>"); break;
            case MacroValue macro: text.Append("<Macro '").Append(macro.Name).Append("'>"); break;
            case LoopValue loop: text.Append(CultureInfo.InvariantCulture, $"<LoopContext {loop.Index}/{loop.Count}>"); break;
            default: throw new TemplateRuntimeException($"a {value.TypeName} cannot be printed; was a filter such as 'list' or a call's () left out?");
        }
    }

    private static void WriteItems(RenderContext context, StringBuilder text, IEnumerable<Value> items, string open, string close, int depth)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            if (!first) text.Append(", ");
            first = false;
            Write(context, text, item, depth + 1);
        }
        text.Append(close);
    }

    private static void WriteEntries(RenderContext context, StringBuilder text, IEnumerable<KeyValuePair<Value, Value>> entries, int depth)
    {
        text.Append('{');
        var first = true;
        foreach (var (key, value) in entries)
        {
            if (!first) text.Append(", ");
            first = false;
            Write(context, text, key, depth + 1);
            text.Append(": ");
            Write(context, text, value, depth + 1);
        }
        text.Append('}');
    }

    private static void Quote(StringBuilder text, string value)
    {
        var quote = value.Contains('\'', StringComparison.Ordinal) && !value.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        text.Append(quote);
        for (var i = 0; i < value.Length;)
        {
            var width = CodePoints.Width(value, i);
            var code = width == 2 ? char.ConvertToUtf32(value, i) : value[i];
            if (code == quote || code == '\\') text.Append('\\').Append((char)code);
            else if (code == '\n') text.Append("\\n");
            else if (code == '\r') text.Append("\\r");
            else if (code == '\t') text.Append("\\t");
            else if (IsPrintable(code)) text.Append(value, i, width);
            else if (code < 0x100) text.Append(CultureInfo.InvariantCulture, $"\\x{code:x2}");
            else if (code < 0x10000) text.Append(CultureInfo.InvariantCulture, $"\\u{code:x4}");
            else text.Append(CultureInfo.InvariantCulture, $"\\U{code:x8}");
            i += width;
        }
        text.Append(quote);
    }

    private static bool IsPrintable(int code) => code == ' ' || CharUnicodeInfo.GetUnicodeCategory(code) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or
         UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or
         UnicodeCategory.SpaceSeparator);
}
