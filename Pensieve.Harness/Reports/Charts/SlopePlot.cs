using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Reports.Charts;

/// <summary>Values of two sides, a panel for each figure: a line for each pair where they are paired, else dots.</summary>
/// <param name="Id">Unique in its report.</param>
/// <param name="Title">Heading.</param>
/// <param name="From">The first side.</param>
/// <param name="To">The second side.</param>
/// <param name="IsPaired">Whether the rows are pairs.</param>
/// <param name="Panels">One per figure.</param>
public sealed record SlopePlot(string Id, string Title, string From, string To, bool IsPaired, IReadOnlyList<SlopePanel> Panels)
{
    /// <summary>Panels in a plot.</summary>
    public const int PanelLimit = 6;

    /// <summary>What a reader must know.</summary>
    public string Note => (IsPaired ? "A line for each pair, in the order of the runs." : "A dot for each run; they are no pairs.") + " The thick strokes are medians; axes do not begin at zero.";

    /// <summary>The interleaved comparisons of a case, one plot each.</summary>
    public static IEnumerable<SlopePlot> Of(CaseSummary c)
    {
        ArgumentNullException.ThrowIfNull(c);
        return c.Pairs.GroupBy(p => p.Comparison).Select((g, i) => new SlopePlot(
            $"pairs-{i + 1}-{string.Concat(c.Plan.Id.Where(char.IsAsciiLetterOrDigit))}", $"{g.Key}: pairs of runs", "A", "B", true,
            [.. g.GroupBy(p => p.Metric).Take(PanelLimit).Select(m => new SlopePanel(CasePlots.Name(m.Key), m.First().Unit, m.First().Better, [.. m.OrderBy(p => p.Pair).Select(p => new SlopeRow($"pair {p.Pair}", p.A, p.B))]))]));
    }

    /// <summary>Its legend.</summary>
    public IReadOnlyList<PlotKey> Keys() => !IsPaired ? [new("one run", 1, Shape: KeyShape.Circle)]
        : Panels.All(p => p.Better is null) ? [new("one pair", 1)] : [new("B is better", 1), new("B is worse", 2, 2)];

    /// <summary>The same as a table.</summary>
    public PlotTwin Twin() => new(["Figure", IsPaired ? "Pair" : "Run", From, To, .. IsPaired ? (string[])[$"{To} ÷ {From}"] : []],
        [.. Panels.SelectMany(p => p.Rows.Select(r => (IReadOnlyList<string>)
            [p.Title, r.Label, Text(r.A, p.Unit), Text(r.B, p.Unit), .. IsPaired ? (string[])[r is { A: { } a, B: { } b } && a != 0 ? "× " + Figure.Digits(b / a) : "–"] : []]))]);

    private static string Text(double? value, string unit) => value is { } v ? Figure.Text(v, unit) : "–";
}

/// <summary>One figure of a <see cref="SlopePlot"/>.</summary>
/// <param name="Title">Its name.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Better">"lower", "higher", or null where neither is.</param>
/// <param name="Rows">Pairs, or runs side by side.</param>
public sealed record SlopePanel(string Title, string Unit, string? Better, IReadOnlyList<SlopeRow> Rows)
{
    /// <summary>Whether a row's second value is the worse one; null = nobody can say.</summary>
    public bool? IsWorse(SlopeRow row) => row is { A: { } a, B: { } b } && Better is not null && a != b ? b > a == (Better == "lower") : null;
}

/// <summary>A pair of a <see cref="SlopePanel"/>; null = that side has no such run.</summary>
public sealed record SlopeRow(string Label, double? A, double? B);
