using Pensieve.Engine.Chat.Jinja.Library;

namespace Pensieve.Engine.Chat.Jinja.Values;

/// <summary>
/// A string that knows where each of its characters came from, so that special tokens are only ever recognised in
/// what the template's author wrote. Every operation on strings carries the runs along.
/// </summary>
internal sealed class StringValue : Value
{
    public static readonly StringValue Empty = new("", isTemplate: true);

    private readonly TextRun[] _runs;
    private int _codePoints = -1;

    public StringValue(string text, bool isTemplate, bool isMarkup = false)
    {
        Text = text;
        IsMarkup = isMarkup;
        _runs = [new TextRun(text.Length, isTemplate)];
    }

    public StringValue(string text, TextRun[] runs, bool isMarkup = false)
    {
        Text = text;
        IsMarkup = isMarkup;
        _runs = runs.Length > 0 ? runs : [new TextRun(0, true)];
    }

    public string Text { get; }

    /// <summary>In order, neighbours of different kind, covering the text; at least one.</summary>
    public ReadOnlySpan<TextRun> Runs => _runs;

    /// <summary>The result of <c>safe</c> or <c>escape</c>: what is added to it with + gets HTML-escaped, as in Python.</summary>
    public bool IsMarkup { get; }

    public override string TypeName => IsMarkup ? "Markup" : "str";

    public override bool IsTruthy => Text.Length > 0;

    /// <summary>Every character is template text.</summary>
    public bool IsTemplate => _runs is [{ IsTemplate: true }];

    /// <summary>Length in code points, which is what Python counts.</summary>
    public int Length
    {
        get
        {
            if (_codePoints < 0) _codePoints = CodePoints.Count(Text);
            return _codePoints;
        }
    }

    public static StringValue Data(string text) => new(text, isTemplate: false);

    public static StringValue Template(string text) => new(text, isTemplate: true);

    /// <summary>Characters from <paramref name="start"/>, in UTF-16 units.</summary>
    public StringValue Slice(int start, int length)
    {
        if (length == Text.Length) return this;
        if (_runs.Length == 1) return new StringValue(Text.Substring(start, length), _runs[0].IsTemplate, IsMarkup);
        var runs = new List<TextRun>();
        var from = 0;
        foreach (var run in _runs)
        {
            var end = Math.Min(run.End, start + length);
            if (end > Math.Max(from, start)) runs.Add(new TextRun(end - start, run.IsTemplate));
            from = run.End;
        }
        return new StringValue(Text.Substring(start, length), [.. runs], IsMarkup);
    }

    /// <summary>The same text and origin, with or without the markup flag.</summary>
    public StringValue WithMarkup(bool isMarkup) => isMarkup == IsMarkup ? this : new StringValue(Text, _runs, isMarkup);

    public override Value? GetAttribute(string name) => StringMethods.Find(name) is { } method ? new BoundMethod(this, name, method) : null;

    public override Value? GetItem(Value key) =>
        Indexing.TryIndex(key, Length, out var index) ? CodePoints.At(this, index) : null;
}
