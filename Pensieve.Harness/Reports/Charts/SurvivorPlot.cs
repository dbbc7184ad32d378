namespace Pensieve.Harness.Reports.Charts;

/// <summary>
/// Latency of the requests that ended well, before, during and after a fault: percentiles over time. What the fault did to
/// those it spared.
/// </summary>
/// <param name="Id">Unique in its report.</param>
/// <param name="Title">Heading.</param>
/// <param name="Times">Edges of the columns, seconds of the run.</param>
/// <param name="Levels">The percentiles, lowest first; 1 = the slowest request.</param>
/// <param name="Cells">Milliseconds by column, then level; null = too few requests for that percentile.</param>
/// <param name="Counts">Requests in each column.</param>
/// <param name="Bands">Faults.</param>
public sealed record SurvivorPlot(
    string Id, string Title, IReadOnlyList<double> Times, IReadOnlyList<double> Levels, IReadOnlyList<IReadOnlyList<double?>> Cells, IReadOnlyList<int> Counts, IReadOnlyList<TimeBand> Bands)
{
    /// <summary>What a reader must know.</summary>
    public const string Note = "By the time at which a request was due. A percentile stands only where a stretch has enough requests for it: ten for p90, a hundred for p99.";

    private const int Fewest = 12;
    private const int MostColumns = 24;
    private static readonly double[] s_levels = [0.5, 0.75, 0.9, 0.95, 0.99, 1];

    /// <summary>Survivors of a case with faults; null = it had none, or too few requests ended well.</summary>
    public static SurvivorPlot? Of(CaseSummary c)
    {
        ArgumentNullException.ThrowIfNull(c);
        var faults = FaultEpisode.Of(c);
        var ok = c.Samples.Where(s => s.IsOk()).OrderBy(s => s.Sched).ToList();
        if (faults.Count == 0 || ok.Count < Fewest * 2) return null;
        double from = ok[0].Sched, to = Math.Max(ok[^1].Sched, faults[^1].At);
        if (to - from < 1) return null;
        var columns = Math.Clamp(ok.Count / Fewest, 2, MostColumns);
        var groups = ok.ToLookup(s => Math.Min(columns - 1, (int)((s.Sched - from) / (to - from) * columns)), s => s.E2eMs());
        List<double?[]> cells = [.. Enumerable.Range(0, columns).Select(i => Percentiles([.. groups[i].Order()]))];
        List<int> shown = [.. Enumerable.Range(0, s_levels.Length).Where(l => cells.Any(cell => cell[l] is not null))];
        var end = c.To ?? to;
        return new SurvivorPlot("survivors-" + string.Concat(c.Plan.Id.Where(char.IsAsciiLetterOrDigit)), "Whole latency of those who came through",
            [.. Enumerable.Range(0, columns + 1).Select(i => from + ((to - from) * i / columns))], [.. shown.Select(l => s_levels[l])],
            [.. cells.Select(cell => (IReadOnlyList<double?>)[.. shown.Select(l => cell[l])])], [.. Enumerable.Range(0, columns).Select(i => groups[i].Count())],
            [.. faults.Select(f => new TimeBand("fault", f.Fault, f.At, Math.Min(to, f.Recovered is null && f.Lifted is null ? end : f.At + Math.Max(f.Recovered ?? 0, f.Lifted ?? 0))))]);
    }

    /// <summary>"p95", "slowest".</summary>
    public static string Word(double level) => level >= 1 ? "slowest" : $"p{level * 100:0}";

    /// <summary>The same as a table.</summary>
    public PlotTwin Twin() => new([.. Levels.Select(Word).Prepend("n").Prepend("From")],
        [.. Cells.Select((cell, i) => (IReadOnlyList<string>)[Svg.SvgTimePlot.Clock(Times[i]), $"{Counts[i]}", .. cell.Select(v => v is { } ms ? Figure.Text(ms, "ms") : "–")])]);

    // Nearest rank; the k-th part of the requests must hold at least one.
    private static double?[] Percentiles(double[] sorted) =>
        [.. s_levels.Select(level => sorted.Length == 0 || (level < 1 && sorted.Length * (1 - level) < 0.999) ? (double?)null : sorted[Math.Max(0, (int)Math.Ceiling(level * sorted.Length) - 1)])];
}
