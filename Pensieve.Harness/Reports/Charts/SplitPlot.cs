namespace Pensieve.Harness.Reports.Charts;

/// <summary>Where time went, as one bar for each kind of work: mean of its parts.</summary>
/// <param name="Id">Unique in its report.</param>
/// <param name="Title">Heading.</param>
/// <param name="Parts">Names of the parts.</param>
/// <param name="Rows">Kind of work and milliseconds of each part.</param>
public sealed record SplitPlot(string Id, string Title, IReadOnlyList<string> Parts, IReadOnlyList<SplitRow> Rows)
{
    /// <summary>Colours of the parts.</summary>
    public static IReadOnlyList<int> Hues { get; } = [5, 2, 1, 4];

    /// <summary>The same as a table.</summary>
    public PlotTwin Twin() => new([.. Parts.Prepend("Kind").Append("whole")],
        [.. Rows.Select(r => (IReadOnlyList<string>)[r.Label, .. r.Parts.Append(r.Parts.Sum()).Select(ms => Figure.Text(ms, "ms"))])]);

    /// <summary>Client queue, first token, decode and end of a case's requests; null = none ended well.</summary>
    public static SplitPlot? Of(CaseSummary c)
    {
        ArgumentNullException.ThrowIfNull(c);
        var whole = c.Samples.Where(s => s.IsOk() && s.First is not null && s.Last is not null).ToList();
        if (whole.Count == 0) return null;
        return new SplitPlot("split-" + string.Concat(c.Plan.Id.Where(char.IsAsciiLetterOrDigit)), "Where the time of a request goes (mean)",
            ["waiting to be sent", "to the first token", "decode", "to the end of the stream"],
            [.. whole.GroupBy(s => s.Kind ?? "all").OrderBy(g => g.Key, StringComparer.Ordinal).Take(8).Select(g => new SplitRow($"{g.Key} (n = {g.Count()})",
            [
                g.Average(s => s.WaitMs()), g.Average(s => (s.First!.Value - s.Send) * 1000), g.Average(s => (s.Last!.Value - s.First!.Value) * 1000), g.Average(s => (s.Term - s.Last!.Value) * 1000),
            ]))]);
    }
}

/// <summary>A bar of a <see cref="SplitPlot"/>.</summary>
public sealed record SplitRow(string Label, IReadOnlyList<double> Parts);
