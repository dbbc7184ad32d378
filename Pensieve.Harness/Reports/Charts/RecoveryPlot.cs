namespace Pensieve.Harness.Reports.Charts;

/// <summary>How long each fault took to be noticed, to let the first request through, and to be over: a mark for each repeat.</summary>
/// <param name="Id">Unique in its report.</param>
/// <param name="Title">Heading.</param>
/// <param name="Rows">One per fault.</param>
public sealed record RecoveryPlot(string Id, string Title, IReadOnlyList<RecoveryRow> Rows)
{
    /// <summary>Repeats from which on a box of the quartiles says more than the marks alone.</summary>
    public const int BoxFrom = 5;

    /// <summary>What a reader must know.</summary>
    public const string Note = "Seconds after the injection, on a logarithmic axis; what took less than 10 ms stands at its left end.";

    /// <summary>The marks.</summary>
    public static IReadOnlyList<PlotKey> Keys { get; } =
    [
        new("detected by the target", 5, Shape: KeyShape.Circle), new("first success", 2, Shape: KeyShape.Square), new("recovered", 1, Shape: KeyShape.Diamond),
    ];

    /// <summary>Faults of these cases; null = nothing was timed.</summary>
    public static RecoveryPlot? Of(IEnumerable<CaseSummary> cases)
    {
        var rows = cases.SelectMany(FaultEpisode.Of).GroupBy(e => (e.Case, e.Fault)).Select(g => new RecoveryRow(g.Key.Fault, [.. g]))
            .Where(r => r.Episodes.Any(e => (e.Detected ?? e.FirstSuccess ?? e.Recovered) is not null)).ToList();
        return rows.Count == 0 ? null : new RecoveryPlot("recovery", "From a fault to its end", rows);
    }

    /// <summary>The same as a table.</summary>
    public PlotTwin Twin() => new(["Fault", "Repeat", "Detected", "First success", "Recovered"],
        [.. Rows.SelectMany(r => r.Episodes.Select((e, i) => new[] { r.Fault, $"{i + 1}", Text(e.Detected), Text(e.FirstSuccess), Text(e.Recovered) }))]);

    private static string Text(double? seconds) => seconds is { } s ? Figure.Text(s, "s") : "not seen";
}

/// <summary>The repeats of one fault.</summary>
/// <param name="Fault">Its kind.</param>
/// <param name="Episodes">In order.</param>
public sealed record RecoveryRow(string Fault, IReadOnlyList<FaultEpisode> Episodes);
