using System.Text;

namespace Pensieve.Harness.Cli;

/// <summary>
/// The last lines of a terminal, drawn over and over; what is done scrolls away above them as ordinary output does. Leaves nothing
/// behind but what is done.
/// </summary>
/// <param name="output">The terminal.</param>
/// <param name="size">Its columns and rows now.</param>
internal sealed class LiveRegion(TextWriter output, Func<(int Columns, int Rows)> size)
{
    private string _drawn = "";
    private int _height;

    /// <summary>Writes what is done, and draws what is not below it.</summary>
    public void Draw(IReadOnlyList<TerminalLine> done, IReadOnlyList<TerminalLine> live)
    {
        var (columns, rows) = size();
        var height = Math.Min(live.Count, Math.Max(1, rows - 1));
        var lines = new StringBuilder();

        // The last column stays free: terminals disagree on where the cursor is after it.
        for (var i = 0; i < height; i++) live[i].AppendTo(lines, Math.Max(1, columns - 1));
        var drawn = lines.ToString();
        if (done.Count == 0 && drawn == _drawn) return;

        var text = new StringBuilder();
        if (_height > 0) text.Append("\e[").Append(_height).Append("A\r\e[J");
        foreach (var line in done) line.AppendTo(text);
        output.Write(text.Append(drawn));
        output.Flush();
        (_drawn, _height) = (drawn, height);
    }
}
