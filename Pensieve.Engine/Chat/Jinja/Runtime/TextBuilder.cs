using System.Text;
using Pensieve.Engine.Chat.Jinja.Values;
using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Chat.Jinja.Runtime;

/// <summary>Grows a string together with the origin of its characters, within the limits of a rendering.</summary>
internal sealed class TextBuilder(RenderContext context)
{
    private readonly StringBuilder _text = new();
    private readonly List<TextRun> _runs = [];

    public int Length => _text.Length;

    public TextBuilder Append(string text, bool isTemplate)
    {
        if (text.Length == 0) return this;
        Grow(text.Length);
        _text.Append(text);
        Mark(isTemplate);
        return this;
    }

    public TextBuilder Append(StringValue value) => Append(value, 0, value.Text.Length);

    /// <summary>Appends a part, in UTF-16 units.</summary>
    public TextBuilder Append(StringValue value, int start, int length)
    {
        if (length <= 0) return this;
        Grow(length);
        var end = start + length;
        var from = start;
        foreach (var run in value.Runs)
        {
            if (run.End <= from) continue;
            var to = Math.Min(run.End, end);
            _text.Append(value.Text, from, to - from);
            Mark(run.IsTemplate);
            from = to;
            if (from == end) break;
        }
        return this;
    }

    public TextBuilder AppendRepeated(char c, int count, bool isTemplate)
    {
        if (count <= 0) return this;
        Grow(count);
        _text.Append(c, count);
        Mark(isTemplate);
        return this;
    }

    public StringValue ToValue(bool isMarkup = false)
    {
        context.ChargeCharacters(_text.Length);
        return _text.Length == 0 && !isMarkup ? StringValue.Empty : new StringValue(_text.ToString(), [.. _runs], isMarkup);
    }

    public List<PromptSegment> ToSegments()
    {
        var segments = new List<PromptSegment>(_runs.Count);
        var text = _text.ToString();
        var from = 0;
        foreach (var run in _runs)
        {
            segments.Add(new PromptSegment(text[from..run.End], run.IsTemplate));
            from = run.End;
        }
        return segments;
    }

    private void Grow(int length) => context.CheckCharacters((long)_text.Length + length);

    private void Mark(bool isTemplate)
    {
        var run = new TextRun(_text.Length, isTemplate);
        if (_runs.Count > 0 && _runs[^1].IsTemplate == isTemplate) _runs[^1] = run;
        else _runs.Add(run);
    }
}
