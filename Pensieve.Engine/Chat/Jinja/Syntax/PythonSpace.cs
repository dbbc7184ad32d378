namespace Pensieve.Engine.Chat.Jinja.Syntax;

/// <summary>Python's idea of white space and line ends, which is wider than .NET's by the four separators U+001C to U+001F.</summary>
internal static class PythonSpace
{
    public static bool IsSpace(char c) => c is >= '\u001c' and <= '\u001f' || char.IsWhiteSpace(c);

    public static bool IsLineBreak(char c) =>
        c is '\n' or '\r' or '\v' or '\f' or (>= '\u001c' and <= '\u001e') or '\u0085' or '\u2028' or '\u2029';

    public static int SkipForward(string text, int start)
    {
        while (start < text.Length && IsSpace(text[start])) start++;
        return start;
    }

    public static int SkipBack(string text, int end, int floor = 0)
    {
        while (end > floor && IsSpace(text[end - 1])) end--;
        return end;
    }
}
