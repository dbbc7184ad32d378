using System.Globalization;
using System.Text;
using Pensieve.Engine.Chat.Jinja.Library;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Runtime;

/// <summary>How <see cref="JsonText"/> writes.</summary>
/// <param name="Indent">Text of one level; null = everything on one line.</param>
internal readonly record struct JsonStyle(bool EnsureAscii, string? Indent, string ItemSeparator, string KeySeparator, bool SortKeys);

/// <summary>Python's <c>json.dumps</c>.</summary>
internal sealed class JsonText(RenderContext context, JsonStyle style)
{
    private readonly StringBuilder _text = new();

    public static string Write(RenderContext context, Value value, JsonStyle style)
    {
        var writer = new JsonText(context, style);
        writer.Append(value, 0);
        context.ChargeCharacters(writer._text.Length);
        return writer._text.ToString();
    }

    private void Append(Value value, int depth)
    {
        context.Charge(1);
        context.CheckValueDepth(depth);
        context.CheckCharacters(_text.Length);
        switch (value)
        {
            case StringValue text: Quote(text.Text); break;
            case NoneValue or BoolValue or IntValue or FloatValue: _text.Append(Scalar(value)); break;
            case ListValue or TupleValue: AppendList((SequenceValue)value, depth); break;
            case DictValue dict: AppendDict(dict, depth); break;
            case UndefinedValue undefined: throw new TemplateRuntimeException($"{undefined.Message}, so that it cannot be written as JSON");
            default: throw new TemplateRuntimeException($"a {value.TypeName} cannot be written as JSON");
        }
    }

    private void AppendList(SequenceValue list, int depth)
    {
        if (list.Count == 0)
        {
            _text.Append("[]");
            return;
        }
        _text.Append('[');
        for (var i = 0; i < list.Count; i++)
        {
            if (i > 0) _text.Append(style.ItemSeparator);
            NewLine(depth + 1);
            Append(list.At(i), depth + 1);
        }
        NewLine(depth);
        _text.Append(']');
    }

    private void AppendDict(DictValue dict, int depth)
    {
        if (dict.Items.Count == 0)
        {
            _text.Append("{}");
            return;
        }
        _text.Append('{');
        IEnumerable<KeyValuePair<Value, Value>> entries = dict.Items;
        if (style.SortKeys)
            entries = Sorting.Sort(context, dict.Items, static entry => entry.Key, reverse: false);
        var first = true;
        foreach (var (key, value) in entries)
        {
            if (!first) _text.Append(style.ItemSeparator);
            first = false;
            NewLine(depth + 1);
            Quote(key switch
            {
                StringValue text => text.Text,
                NoneValue or BoolValue or IntValue or FloatValue => Scalar(key),
                _ => throw new TemplateRuntimeException($"keys must be str, int, float, bool or None, not {key.TypeName}"),
            });
            _text.Append(style.KeySeparator);
            Append(value, depth + 1);
        }
        NewLine(depth);
        _text.Append('}');
    }

    private static string Scalar(Value value) => value switch
    {
        BoolValue flag => flag.Value ? "true" : "false",
        IntValue number => number.Value.ToString(CultureInfo.InvariantCulture),
        FloatValue number => FloatText.Repr(number.Value, "Infinity", "NaN"),
        _ => "null",
    };

    private void NewLine(int depth)
    {
        if (style.Indent is null) return;
        _text.Append('\n');
        for (var i = 0; i < depth; i++) _text.Append(style.Indent);
    }

    private void Quote(string text)
    {
        _text.Append('"');
        foreach (var c in text)
        {
            switch (c)
            {
                case '"': _text.Append("\\\""); break;
                case '\\': _text.Append("\\\\"); break;
                case '\n': _text.Append("\\n"); break;
                case '\r': _text.Append("\\r"); break;
                case '\t': _text.Append("\\t"); break;
                case '\b': _text.Append("\\b"); break;
                case '\f': _text.Append("\\f"); break;
                case < ' ': AppendEscape(c); break;
                case > '~' when style.EnsureAscii: AppendEscape(c); break;
                default: _text.Append(c); break;
            }
        }
        _text.Append('"');
    }

    private void AppendEscape(char c) => _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
}
