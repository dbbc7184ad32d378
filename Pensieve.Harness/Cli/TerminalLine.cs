using System.Text;

namespace Pensieve.Harness.Cli;

/// <summary>A line for a terminal.</summary>
/// <param name="Text">Whatever text; control characters become blanks, so that no answer of a model can steer the terminal.</param>
/// <param name="Tone">Its colour.</param>
internal readonly record struct TerminalLine(string Text, TerminalTone Tone = TerminalTone.Plain)
{
    /// <summary>Appends it, ending in a line feed.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="width">Cells that it may take; what is longer ends in an ellipsis.</param>
    public void AppendTo(StringBuilder output, int width = int.MaxValue)
    {
        if (Tone != TerminalTone.Plain) output.Append("\e[").Append((int)Tone).Append('m');
        var (cells, whole) = (0, output.Length);
        foreach (var rune in Text.EnumerateRunes())
        {
            cells += CellsOf(rune);
            if (cells < width) whole = output.Length + rune.Utf16SequenceLength;
            if (cells > width)
            {
                // The ellipsis needs a cell too.
                output.Length = whole;
                output.Append('…');
                break;
            }

            output.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        if (Tone != TerminalTone.Plain) output.Append("\e[0m");
        output.Append('\n');
    }

    // Wide letters and pictures take two cells; terminals disagree about some of them, and then the line is cut early.
    private static int CellsOf(Rune rune) => rune.Value switch
    {
        < 0x1100 => 1,
        <= 0x115F or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFFE6) or >= 0x1F300 => 2,
        _ => 1,
    };
}
