using System.Globalization;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Reports.Charts;

/// <summary>One figure over the runs that had it, oldest first.</summary>
/// <param name="Id">Unique on its page.</param>
/// <param name="Title">Heading.</param>
/// <param name="Unit">Unit of the values.</param>
/// <param name="Better">"lower", "higher", or null where neither is.</param>
/// <param name="Points">The runs.</param>
/// <param name="Stretches">Runs of one environment and one level: where they part, something changed.</param>
public sealed record HistoryPlot(string Id, string Title, string Unit, string? Better, IReadOnlyList<HistoryPoint> Points, IReadOnlyList<HistoryStretch> Stretches)
{
    /// <summary>What a reader must know.</summary>
    public const string Note = "One point a run, oldest first, in the order of their start. Levels are sought only among runs of one environment, from ten runs on. The axis does not begin at zero.";

    /// <summary>Cuts a history into stretches.</summary>
    /// <param name="id">Id of the plot.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="unit">Unit of the values.</param>
    /// <param name="better">Better side.</param>
    /// <param name="points">Oldest first.</param>
    public static HistoryPlot Of(string id, string title, string unit, string? better, IReadOnlyList<HistoryPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        List<HistoryStretch> stretches = [];
        for (var from = 0; from < points.Count;)
        {
            var to = from + 1;
            while (to < points.Count && points[to].Environment == points[from].Environment) to++;
            var values = points.Skip(from).Take(to - from).Select(p => p.Value).ToList();
            var change = from == 0 ? null : points[from].EnvironmentChange ?? "another environment";
            var start = 0;
            foreach (var step in ChangePoints.Find(values).Append(new(values.Count, 1, 1)))
            {
                stretches.Add(new HistoryStretch(from + start, from + step.Index - 1, Median(values[start..step.Index]), change));
                if (step.Index < values.Count)
                    change = string.Create(CultureInfo.InvariantCulture, $"level × {Figure.Digits(step.Ratio)}{(better is null ? "" : step.Ratio > 1 == (better == "higher") ? ", better" : ", worse")} (p = {Figure.Digits(step.P)})");
                start = step.Index;
            }

            from = to;
        }

        return new HistoryPlot(id, title, unit, better, points, stretches);
    }

    /// <summary>The last change, in words; null = there was none.</summary>
    public string? LastChange => Stretches.LastOrDefault(s => s.Change is not null) is { } s ? $"{When(Points[s.From].At)}: {s.Change}" : null;

    /// <summary>Its legend.</summary>
    public IReadOnlyList<PlotKey> Keys() =>
    [
        new("a run", 1, Shape: KeyShape.Circle), .. Points.Any(p => p.IsBaseline) ? (PlotKey[])[new("baseline", 3, Shape: KeyShape.Diamond)] : [], .. Points.Any(p => !p.IsWhole) ? (PlotKey[])[new("stopped early or not passed", 2, Shape: KeyShape.Square)] : [], new("median of a level", 5, 1),
    ];

    /// <summary>The same as a table, newest first.</summary>
    public PlotTwin Twin() => new(["Run", "Began", "Value", "Interval", "State", "Changed"], [.. Points.Select((p, i) => (p, i)).Reverse().Select(r => (IReadOnlyList<string>)
        [
            r.p.Run, When(r.p.At), Figure.Text(r.p.Value, Unit), r.p is { Lower: { } low, Upper: { } high } ? $"{Figure.Text(low, Unit)} to {Figure.Text(high, Unit)}" : "none",
            r.p.State + (r.p.IsBaseline ? ", baseline" : ""), Stretches.FirstOrDefault(s => s.From == r.i)?.Change ?? "",
        ])]);

    /// <summary>"03-01 12:00".</summary>
    internal static string When(DateTimeOffset at) => at.ToLocalTime().ToString("MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}

/// <summary>A run in a history.</summary>
/// <param name="Run">Its id.</param>
/// <param name="At">When it began.</param>
/// <param name="Value">The figure.</param>
/// <param name="Lower">Lower bound within the run; null = none.</param>
/// <param name="Upper">Upper bound; null = none.</param>
/// <param name="State">What became of the run.</param>
/// <param name="IsWhole">It passed and was not stopped early.</param>
/// <param name="IsBaseline">Others are measured against it.</param>
/// <param name="Environment">Equal where runs may be compared.</param>
/// <param name="EnvironmentChange">What is other than in the run before; null = nothing.</param>
public sealed record HistoryPoint(
    string Run, DateTimeOffset At, double Value, double? Lower, double? Upper, string State, bool IsWhole, bool IsBaseline, string Environment, string? EnvironmentChange);

/// <summary>Runs of one environment and one level.</summary>
/// <param name="From">Index of the first.</param>
/// <param name="To">Index of the last.</param>
/// <param name="Level">Their median.</param>
/// <param name="Change">What parts them from those before; null = they are the first.</param>
public sealed record HistoryStretch(int From, int To, double Level, string? Change);
