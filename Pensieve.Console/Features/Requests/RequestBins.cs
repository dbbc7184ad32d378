using Pensieve.Engine.Requests;

namespace Pensieve.Console.Features.Requests;

/// <summary>Which time a heatmap shows.</summary>
public enum LatencyKind
{
    /// <summary>From receipt to the end.</summary>
    Total,

    /// <summary>From receipt to the first token.</summary>
    FirstToken,

    /// <summary>Waiting for a slot.</summary>
    Queue,
}

/// <summary>Requests counted by the time of their end, and by that and their latency.</summary>
/// <param name="Begin">Begin of the first bin.</param>
/// <param name="End">End of the last bin.</param>
/// <param name="Counts">Done, failed, cancelled: one count per bin.</param>
/// <param name="Heat">One row per entry of <see cref="Bounds"/> and one for all above: one count per bin.</param>
public sealed record RequestBins(DateTimeOffset Begin, DateTimeOffset End, int[][] Counts, int[][] Heat)
{
    /// <summary>Bins of the time axis.</summary>
    public const int Columns = 60;

    /// <summary>Upper bounds of the latency rows in milliseconds, included.</summary>
    public static IReadOnlyList<double> Bounds { get; } = [10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000];

    /// <summary>Names of the rows of <see cref="Counts"/>.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["Done", "Failed", "Cancelled"];

    /// <summary>Counts requests whose end lies between the two; a request without the asked-for latency is in no cell.</summary>
    public static RequestBins From(IEnumerable<RequestRecord> records, DateTimeOffset begin, DateTimeOffset end, LatencyKind kind)
    {
        var width = (end - begin) / Columns;
        var bins = new RequestBins(begin, end, Rows(Kinds.Count), Rows(Bounds.Count + 1));
        foreach (var record in records)
        {
            if (record.EndedAt < begin || record.EndedAt > end) continue;
            var column = Math.Clamp((int)((record.EndedAt - begin) / width), 0, Columns - 1);
            bins.Counts[record.Result.Reason switch { FinishReason.Failed => 1, FinishReason.Cancelled => 2, _ => 0 }][column]++;
            if (Latency(record, kind) is { } latency) bins.Heat[Row(latency)][column]++;
        }

        return bins;
    }

    /// <summary>The latency of a request in milliseconds; null = it has none of that kind.</summary>
    public static double? Latency(RequestRecord record, LatencyKind kind) => kind switch
    {
        LatencyKind.FirstToken => record.TtftMs,
        LatencyKind.Queue => record.QueueMs,
        _ => record.TotalMs,
    };

    private static int Row(double ms)
    {
        for (var i = 0; i < Bounds.Count; i++)
            if (ms <= Bounds[i]) return i;
        return Bounds.Count;
    }

    private static int[][] Rows(int count) => [.. Enumerable.Range(0, count).Select(_ => new int[Columns])];
}
