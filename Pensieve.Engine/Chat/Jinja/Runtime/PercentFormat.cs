using System.Globalization;
using System.Numerics;
using Pensieve.Engine.Chat.Jinja.Library;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Runtime;

/// <summary>Python's <c>format % values</c>.</summary>
internal static class PercentFormat
{
    public static StringValue Apply(RenderContext context, StringValue format, Value values)
    {
        var result = context.NewText();
        var text = format.Text;
        var next = 0;
        for (var i = 0; i < text.Length;)
        {
            var percent = text.IndexOf('%', i);
            if (percent < 0) percent = text.Length;
            result.Append(format, i, percent - i);
            if (percent == text.Length) break;
            i = percent + 1;
            AppendField(context, result, format, values, ref i, ref next);
        }
        if (values is TupleValue tuple ? next < tuple.Count : next == 0 && values is not (DictValue or ListValue))
            throw new TemplateRuntimeException("not all arguments converted during string formatting");
        return result.ToValue(format.IsMarkup);
    }

    private static void AppendField(RenderContext context, TextBuilder result, StringValue format, Value values, ref int i, ref int next)
    {
        var text = format.Text;
        Value? named = null;
        if (i < text.Length && text[i] == '(')
        {
            var close = text.IndexOf(')', i);
            if (close < 0) throw new TemplateRuntimeException("incomplete format key");
            if (values is not DictValue dict) throw new TemplateRuntimeException("format requires a mapping");
            named = dict.GetItem(StringValue.Data(text[(i + 1)..close])) ??
                throw new TemplateRuntimeException($"the format's key '{text[(i + 1)..close]}' is missing");
            i = close + 1;
        }
        var spec = new FormatSpec { Align = '>' };
        for (; i < text.Length && text[i] is '-' or '0' or '+' or ' ' or '#'; i++) spec = spec.WithFlag(text[i]);
        spec = spec with { Width = ReadNumber(text, ref i) ?? 0 };
        if (i < text.Length && text[i] == '.')
        {
            i++;
            spec = spec with { Precision = ReadNumber(text, ref i) ?? 0 };
        }
        if (i >= text.Length) throw new TemplateRuntimeException("incomplete format");
        var kind = text[i++];
        if (kind == '%')
        {
            result.Append(format, i - 1, 1);
            return;
        }
        var value = named ?? Take(values, ref next);
        AppendConverted(context, result, format.IsMarkup, kind, spec, value);
    }

    private static void AppendConverted(RenderContext context, TextBuilder result, bool markup, char kind, FormatSpec spec, Value value)
    {
        StringValue converted;
        switch (kind)
        {
            case 's':
                converted = Printer.Str(context, value);
                if (markup) converted = Markup.Escape(context, converted);
                spec.PadText(context, result, converted);
                return;
            case 'r':
                converted = Printer.Repr(context, value);
                spec.PadText(context, result, converted);
                return;
            case 'c':
                converted = Numbers.Whole(value) is { } code && code >= 0 && code <= 0x10FFFF
                    ? StringValue.Data(char.ConvertFromUtf32((int)code))
                    : value as StringValue ?? throw new TemplateRuntimeException("%c requires int or char");
                spec.PadText(context, result, converted);
                return;
            case 'd' or 'i' or 'u':
                var whole = value is FloatValue f ? ToWhole(f.Value) : Numbers.Whole(value) ??
                    throw new TemplateRuntimeException($"%{kind} format: a real number is required, not {value.TypeName}");
                result.Append(spec.Number(whole, 'd'), false);
                return;
            case 'x' or 'X' or 'o':
                var bits = Numbers.Whole(value) ?? throw new TemplateRuntimeException($"%{kind} format: an integer is required, not {value.TypeName}");
                result.Append(spec.Number(bits, kind), false);
                return;
            case 'f' or 'F' or 'e' or 'E' or 'g' or 'G':
                Operators.RefuseUndefined(value);
                result.Append(spec.Number(Numbers.ToDouble(value), kind), false);
                return;
            default:
                throw new TemplateRuntimeException(string.Create(CultureInfo.InvariantCulture, $"unsupported format character '{kind}'"));
        }
    }

    private static BigInteger ToWhole(double value) =>
        double.IsFinite(value) ? new BigInteger(value) : throw new TemplateRuntimeException("cannot convert float infinity or NaN to integer");

    private static Value Take(Value values, ref int next)
    {
        var at = next++;
        if (values is TupleValue tuple)
            return at < tuple.Count ? tuple.Items[at] : throw new TemplateRuntimeException("not enough arguments for format string");
        return at == 0 ? values : throw new TemplateRuntimeException("not enough arguments for format string");
    }

    private static int? ReadNumber(string text, ref int i)
    {
        var start = i;
        while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
        if (i == start) return null;
        return i - start <= 4 ? int.Parse(text.AsSpan(start, i - start), CultureInfo.InvariantCulture)
            : throw new TemplateRuntimeException("width or precision too large in a format");
    }
}
