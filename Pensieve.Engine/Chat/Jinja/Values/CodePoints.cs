namespace Pensieve.Engine.Chat.Jinja.Values;

/// <summary>Python indexes strings by code point, .NET by UTF-16 unit; the two agree unless a string has surrogates.</summary>
internal static class CodePoints
{
    public static int Count(string text)
    {
        var pairs = 0;
        for (var i = text.AsSpan().IndexOfAnyInRange('\ud800', '\udbff'); i >= 0 && i < text.Length - 1; i++)
            if (char.IsHighSurrogate(text[i]) && char.IsLowSurrogate(text[i + 1])) pairs++;
        return text.Length - pairs;
    }

    /// <summary>UTF-16 index of a code point's start; <paramref name="index"/> may be the length.</summary>
    public static int ToUtf16(StringValue value, int index)
    {
        var text = value.Text;
        if (value.Length == text.Length) return index;
        var position = 0;
        for (; index > 0 && position < text.Length; index--) position += Width(text, position);
        return position;
    }

    /// <summary>Code point index of a UTF-16 index.</summary>
    public static int FromUtf16(StringValue value, int position) =>
        value.Length == value.Text.Length ? position : Count(value.Text[..position]);

    public static int Width(string text, int position) =>
        char.IsHighSurrogate(text[position]) && position + 1 < text.Length && char.IsLowSurrogate(text[position + 1]) ? 2 : 1;

    public static StringValue At(StringValue value, int index)
    {
        var start = ToUtf16(value, index);
        return value.Slice(start, Width(value.Text, start));
    }

    public static IEnumerable<StringValue> Enumerate(StringValue value)
    {
        for (var i = 0; i < value.Text.Length;)
        {
            var width = Width(value.Text, i);
            yield return value.Slice(i, width);
            i += width;
        }
    }

    /// <summary>Order by code point, as Python compares strings.</summary>
    public static int Compare(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length) return left.Length.CompareTo(right.Length);
        char a = left[common], b = right[common];
        // Surrogates stand for code points above all other UTF-16 units.
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b) : char.IsSurrogate(a) ? 1 : -1;
    }
}
