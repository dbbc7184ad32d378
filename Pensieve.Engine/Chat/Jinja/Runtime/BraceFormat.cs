using System.Globalization;
using Pensieve.Engine.Chat.Jinja.Library;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Runtime;

/// <summary>Python's <c>str.format</c>.</summary>
internal sealed class BraceFormat(RenderContext context, StringValue format, CallArguments arguments)
{
    private readonly TextBuilder _result = context.NewText();
    private int _automatic;
    private bool _explicit;

    public static StringValue Apply(RenderContext context, StringValue format, CallArguments arguments) =>
        new BraceFormat(context, format, arguments).Run();

    private StringValue Run()
    {
        var text = format.Text;
        for (var i = 0; i < text.Length;)
        {
            var brace = text.AsSpan(i).IndexOfAny('{', '}');
            if (brace < 0)
            {
                _result.Append(format, i, text.Length - i);
                break;
            }
            brace += i;
            _result.Append(format, i, brace - i);
            i = brace + 1;
            if (i < text.Length && text[i] == text[brace])
            {
                _result.Append(format, i, 1);
                i++;
            }
            else if (text[brace] == '}') throw new TemplateRuntimeException("single '}' encountered in format string");
            else i = AppendField(i);
        }
        return _result.ToValue(format.IsMarkup);
    }

    private int AppendField(int start)
    {
        var text = format.Text;
        var end = text.AsSpan(start).IndexOfAny('{', '}');
        if (end < 0) throw new TemplateRuntimeException("expected '}' before end of format string");
        end += start;
        if (text[end] == '{') throw new TemplateRuntimeException("a field within a format field is not supported");
        var field = text[start..end];
        var colon = field.IndexOf(':', StringComparison.Ordinal);
        var spec = colon < 0 ? "" : field[(colon + 1)..];
        var name = colon < 0 ? field : field[..colon];
        var bang = name.IndexOf('!', StringComparison.Ordinal);
        var conversion = bang < 0 ? "" : name[(bang + 1)..];
        if (bang >= 0) name = name[..bang];
        var value = Resolve(name);
        value = conversion switch
        {
            "" => value,
            "s" => Printer.Str(context, value),
            "r" => Printer.Repr(context, value),
            _ => throw new TemplateRuntimeException($"unknown conversion '{conversion}' in a format string"),
        };
        AppendValue(value, spec);
        return end + 1;
    }

    private Value Resolve(string name)
    {
        var end = name.AsSpan().IndexOfAny('.', '[');
        var first = end < 0 ? name : name[..end];
        var value = first.Length == 0 || int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? Positional(first)
            : Named(first);
        while (end >= 0 && end < name.Length)
        {
            var isItem = name[end] == '[';
            var stop = isItem ? name.IndexOf(']', end) : name.AsSpan(end + 1).IndexOfAny('.', '[') is var next and >= 0 ? end + 1 + next : name.Length;
            if (stop < 0) throw new TemplateRuntimeException("missing ']' in format string");
            var part = name[(end + 1)..stop];
            value = isItem ? Item(value, part) : Attributes.Get(value, part);
            Operators.RefuseUndefined(value);
            end = isItem ? stop + 1 : stop;
        }
        return value;
    }

    private static Value Item(Value value, string part)
    {
        Value key = int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? IntValue.Of(index) : StringValue.Data(part);
        return value.GetItem(key) ?? throw new TemplateRuntimeException($"'{value.TypeName}' has no element {part}");
    }

    private Value Positional(string digits)
    {
        var isAutomatic = digits.Length == 0;
        if (isAutomatic ? _explicit : _automatic > 0)
            throw new TemplateRuntimeException("a format string cannot mix numbered and unnumbered fields");
        if (!isAutomatic) _explicit = true;
        var index = isAutomatic ? _automatic++ : int.Parse(digits, CultureInfo.InvariantCulture);
        return index < arguments.Positional.Length
            ? arguments.Positional[index]
            : throw new TemplateRuntimeException("a format string has more fields than values");
    }

    private Value Named(string name)
    {
        foreach (var (key, value) in arguments.Named)
            if (key == name) return value;
        throw new TemplateRuntimeException($"the format's key '{name}' is missing");
    }

    private void AppendValue(Value value, string text)
    {
        var spec = FormatSpecParser.Parse(text, out var kind);
        switch (value)
        {
            case IntValue or BoolValue when kind is '\0' or 'd' or 'n' or 'x' or 'X' or 'o' or 'b' && (text.Length > 0 || value is IntValue):
                _result.Append(spec.Number(Numbers.Whole(value)!.Value, kind), false);
                break;
            case IntValue or BoolValue or FloatValue when kind is 'f' or 'F' or 'e' or 'E' or 'g' or 'G' or '%':
                _result.Append(spec.Number(Numbers.ToDouble(value), kind), false);
                break;
            case FloatValue number when kind == '\0' && spec.Precision is null:
                var digits = FloatText.Repr(Math.Abs(number.Value));
                _result.Append(spec.PadNumber(double.IsNegative(number.Value), "", digits), false);
                break;
            case FloatValue number when kind == '\0':
                throw new TemplateRuntimeException("a float with a precision but no type is not supported in a format string");
            case StringValue s when kind is '\0' or 's':
                spec.PadText(context, _result, format.IsMarkup ? Markup.Escape(context, s) : s);
                break;
            default:
                if (text.Length > 0) throw new TemplateRuntimeException($"format '{text}' does not fit a {value.TypeName}");
                _result.Append(Printer.Str(context, value));
                break;
        }
    }
}
