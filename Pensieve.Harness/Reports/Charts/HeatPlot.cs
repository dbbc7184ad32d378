namespace Pensieve.Harness.Reports.Charts;

/// <summary>How many samples lie where.</summary>
/// <param name="Id">Unique in its report.</param>
/// <param name="Title">Heading.</param>
/// <param name="Times">Edges of the columns, seconds of the run.</param>
/// <param name="Levels">Edges of the rows, growing by a constant factor.</param>
/// <param name="Unit">Unit of the rows.</param>
/// <param name="Counts">By column, then row.</param>
public sealed record HeatPlot(string Id, string Title, IReadOnlyList<double> Times, IReadOnlyList<double> Levels, string Unit, IReadOnlyList<IReadOnlyList<int>> Counts)
{
    private const int Columns = 60;
    private const int Rows = 18;

    /// <summary>The same as a table: five columns of the drawing make a row.</summary>
    public PlotTwin Twin() => new(["From", "n", "Lowest", "Most often", "Highest"], [.. Enumerable.Range(0, (Counts.Count + 4) / 5).Select(block => Row(block * 5, [.. Enumerable.Range(0, Levels.Count - 1)
        .Select(level => Counts.Skip(block * 5).Take(5).Sum(column => column[level]))]))]);

    private IReadOnlyList<string> Row(int column, int[] counts)
    {
        var some = Enumerable.Range(0, counts.Length).Where(i => counts[i] > 0).ToList();
        return some.Count == 0 ? [Svg.SvgTimePlot.Clock(Times[column]), "0", "–", "–", "–"]
            : [Svg.SvgTimePlot.Clock(Times[column]), $"{counts.Sum()}", Span(some[0]), Span(some.MaxBy(i => counts[i])), Span(some[^1])];
    }

    private string Span(int level) => $"{Figure.Text(Levels[level], Unit)} to {Figure.Text(Levels[level + 1], Unit)}";

    /// <summary>First tokens of a case over its time; null = too few to show more than the lines do.</summary>
    public static HeatPlot? Ttft(CaseSummary c)
    {
        ArgumentNullException.ThrowIfNull(c);
        var points = c.Samples.Select(s => (T: s.Sched, Ms: s.TtftMs())).Where(p => p.Ms > 0).Select(p => (p.T, Ms: p.Ms!.Value)).ToList();
        if (points.Count < 30) return null;
        double from = points.Min(p => p.T), to = points.Max(p => p.T), low = points.Min(p => p.Ms), high = points.Max(p => p.Ms);
        if (to - from < 1) return null;
        var factor = Math.Pow(Math.Max(high / low, 1.5) * 1.0001, 1.0 / Rows);
        var counts = Enumerable.Range(0, Columns).Select(_ => new int[Rows]).ToArray();
        foreach (var (t, ms) in points)
        {
            var column = Math.Min(Columns - 1, (int)((t - from) / (to - from) * Columns));
            var row = Math.Clamp((int)(Math.Log(ms / low) / Math.Log(factor)), 0, Rows - 1);
            counts[column][row]++;
        }

        return new HeatPlot("heat-" + string.Concat(c.Plan.Id.Where(char.IsAsciiLetterOrDigit)), "First tokens, where they lie",
            [.. Enumerable.Range(0, Columns + 1).Select(i => from + (to - from) * i / Columns)], [.. Enumerable.Range(0, Rows + 1).Select(i => low * Math.Pow(factor, i))], "ms", counts);
    }
}
