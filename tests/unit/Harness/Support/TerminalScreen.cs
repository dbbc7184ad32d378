using System.Globalization;
using System.Text;

namespace Pensieve.Tests.Unit.Harness.Support;

/// <summary>What a terminal shows of what was written to it, scrolled-away lines included.</summary>
internal sealed class TerminalScreen(int columns) : StringWriter
{
    /// <summary>Its lines from the first to the cursor's; the cursor stands at the start of the last one.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            List<StringBuilder> lines = [new()];
            var (row, column, text) = (0, 0, ToString());
            for (var i = 0; i < text.Length; i++)
            {
                switch (text[i])
                {
                    case '\n':
                        (row, column) = (row + 1, 0);
                        while (lines.Count <= row) lines.Add(new());
                        break;
                    case '\r':
                        column = 0;
                        break;
                    case '\e':
                        var end = text.AsSpan(i).IndexOfAny("AJm");
                        var code = text[(i + 2)..(i + end)];
                        switch (text[i + end])
                        {
                            case 'A': row -= int.Parse(code, CultureInfo.InvariantCulture); break;
                            case 'J':
                                lines[row].Length = Math.Min(lines[row].Length, column);
                                lines.RemoveRange(row + 1, lines.Count - row - 1);
                                break;
                        }

                        i += end;
                        break;
                    default:
                        if (column == columns)
                        {
                            (row, column) = (row + 1, 0);
                            while (lines.Count <= row) lines.Add(new());
                        }

                        if (column < lines[row].Length) lines[row][column] = text[i];
                        else lines[row].Append(text[i]);
                        column++;
                        break;
                }
            }

            return [.. lines.Select(l => l.ToString())];
        }
    }
}
