using Pensieve.Engine.Requests;

namespace Pensieve.Console.Live;

/// <summary>Requests that ended within the last minute.</summary>
/// <param name="Ended">How many ended.</param>
/// <param name="Failed">Of these, how many failed.</param>
/// <param name="Cancelled">Of these, how many the client cancelled.</param>
/// <param name="FirstTokens">Of these, how many produced a token: the n of the percentiles.</param>
/// <param name="TtftP50Ms">Median time to first token, nearest rank; null = none.</param>
/// <param name="TtftP95Ms">95th percentile of it, nearest rank; null = none.</param>
/// <param name="LastFailure">The newest failure; null = none.</param>
public sealed record RequestStats(int Ended, int Failed, int Cancelled, int FirstTokens, double? TtftP50Ms, double? TtftP95Ms, EngineFailure? LastFailure)
{
    /// <summary>Median and 95th percentile of the milliseconds per output token, nearest rank; null = no request had two tokens.</summary>
    public double? TpotP50Ms { get; init; }

    /// <inheritdoc cref="TpotP50Ms"/>
    public double? TpotP95Ms { get; init; }

    /// <summary>95th percentile of each request's longest gap between tokens in milliseconds; null = none.</summary>
    public double? LongestGapP95Ms { get; init; }

    /// <summary>Nothing ended.</summary>
    public static RequestStats None { get; } = new(0, 0, 0, 0, null, null, null);
}

/// <summary>
/// The ended requests of the last minute, fed from the engine's ring of records. Bounded: beyond
/// <see cref="Capacity"/> the oldest leaves early. Not thread-safe; the sampler owns it.
/// </summary>
public sealed class RequestWindow
{
    /// <summary>How far it looks back.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromSeconds(60);

    /// <summary>Most requests held.</summary>
    public const int Capacity = 8192;

    private readonly Queue<RequestRecord> _records = new();
    private string? _lastSeen;

    /// <summary>Takes the records that ended since the last call and returns them, newest first; what was restored tells nothing of now.</summary>
    public IReadOnlyList<RequestRecord> Pull(Func<int, IReadOnlyList<RequestRecord>> recent)
    {
        for (var ask = 64; ; ask *= 4)
        {
            var records = recent(ask);
            var fresh = _lastSeen is null ? -1 : IndexOf(records, _lastSeen);
            if (fresh < 0 && records.Count == ask && ask < Capacity) continue;
            if (fresh < 0) fresh = records.Count;
            while (fresh > 0 && records[fresh - 1].IsRestored) fresh--;
            for (var i = fresh - 1; i >= 0; i--) _records.Enqueue(records[i]);
            while (_records.Count > Capacity) _records.Dequeue();
            if (records.Count > 0) _lastSeen = records[0].Id;
            return fresh == records.Count ? records : [.. records.Take(fresh)];
        }
    }

    /// <summary>Figures as of <paramref name="now"/>.</summary>
    public RequestStats Stats(DateTimeOffset now)
    {
        while (_records.TryPeek(out var oldest) && oldest.EndedAt <= now - Span) _records.Dequeue();
        if (_records.Count == 0) return RequestStats.None;

        var ttft = new List<double>(_records.Count);
        var tpot = new List<double>(_records.Count);
        var gaps = new List<double>(_records.Count);
        int failed = 0, cancelled = 0;
        EngineFailure? last = null;
        foreach (var record in _records)
        {
            if (record.Result.Reason == FinishReason.Cancelled) cancelled++;
            if (record.Result.Reason == FinishReason.Failed)
            {
                failed++;
                last = record.Result.Failure ?? last;
            }

            if (record.TtftMs is { } ms) ttft.Add(ms);
            if (record.TpotMs is { } perToken) tpot.Add(perToken);
            if (record.Result.Trace is { LongestGaps: [var longest, ..] }) gaps.Add(longest.LengthNs / 1e6);
        }

        ttft.Sort();
        tpot.Sort();
        gaps.Sort();
        return new RequestStats(_records.Count, failed, cancelled, ttft.Count, NearestRank(ttft, 0.50), NearestRank(ttft, 0.95), last)
        {
            TpotP50Ms = NearestRank(tpot, 0.50), TpotP95Ms = NearestRank(tpot, 0.95), LongestGapP95Ms = NearestRank(gaps, 0.95),
        };
    }

    private static double? NearestRank(List<double> sorted, double p) =>
        sorted.Count == 0 ? null : sorted[Math.Max(0, (int)Math.Ceiling(p * sorted.Count) - 1)];

    private static int IndexOf(IReadOnlyList<RequestRecord> records, string id)
    {
        for (var i = 0; i < records.Count; i++)
        {
            if (records[i].Id == id) return i;
        }

        return -1;
    }
}
