using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Measuring;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios;

namespace Pensieve.Harness.Load;

/// <summary>A load that ran: every request with its raw stamps, and the window that figures are taken from.</summary>
public sealed class LoadResult
{
    private readonly CaseContext _context;

    internal LoadResult(CaseContext context, LoadPlan plan, IReadOnlyList<GenerationResult> requests, long begin, long issueEnd, bool partial)
    {
        _context = context;
        Plan = plan;
        Requests = [.. requests.OrderBy(r => r.Sched)];
        Begin = begin;
        IssueEnd = issueEnd;
        IsPartial = partial;
        double from = 0, to = 0;
        var end = (issueEnd - begin) * RunClock.SecondsPerTick;
        double at = 0;
        var seen = false;
        foreach (var stage in plan.Stages)
        {
            if (stage.Steady && at < end)
            {
                if (!seen) from = at;
                seen = true;
                to = Math.Min(at + stage.Seconds, end);
            }

            at += stage.Seconds;
        }

        Window = (TickAt(from), TickAt(to));
    }

    /// <summary>What was asked for.</summary>
    public LoadPlan Plan { get; }

    /// <summary>All requests by their scheduled time.</summary>
    public IReadOnlyList<GenerationResult> Requests { get; }

    /// <summary>Tick at which the load began, and at which nothing new was sent any more.</summary>
    public long Begin { get; }

    /// <inheritdoc cref="Begin"/>
    public long IssueEnd { get; }

    /// <summary>From the first to the last steady stage, in ticks.</summary>
    public (long From, long To) Window { get; }

    /// <summary>It was stopped before its end.</summary>
    public bool IsPartial { get; }

    /// <summary>What a Pensieve target stamped for these requests (of the last 1,000 that ended); null = the target is none, or does not know them.</summary>
    public ServerPhases? Server { get; internal set; }

    /// <summary>The figures of the steady window.</summary>
    public LoadMetrics Metrics() => MetricsBetween(Window.From, Window.To);

    /// <summary>The figures of one stage.</summary>
    public LoadMetrics MetricsOf(string stage)
    {
        double at = 0;
        foreach (var candidate in Plan.Stages)
        {
            if (candidate.Name == stage) return MetricsBetween(TickAt(at), Math.Min(TickAt(at + candidate.Seconds), IssueEnd));
            at += candidate.Seconds;
        }

        throw new ArgumentException($"The load has no stage '{stage}'.", nameof(stage));
    }

    /// <summary>The figures of any stretch: latency by arrival in it, tokens by their stamps in it.</summary>
    public LoadMetrics MetricsBetween(long from, long to) => LoadMetrics.Of(Requests, from, to, _context.Profile.Slo);

    /// <summary>Records the figures of the steady window and returns them.</summary>
    /// <param name="at">Where on a curve they lie; null = they are the case's own.</param>
    /// <param name="primary">Metrics that comparisons decide on.</param>
    public LoadMetrics Measure(IReadOnlyDictionary<string, double>? at = null, params IReadOnlyCollection<string> primary)
    {
        var metrics = Metrics();
        foreach (var measurement in metrics.Measurements(at, primary)) _context.Emit(measurement);
        foreach (var measurement in Server?.Measurements(at) ?? []) _context.Emit(measurement);
        return metrics;
    }

    /// <summary>Records the generator's proofs of its own honesty.</summary>
    internal void EmitGates()
    {
        foreach (var gate in LoadGates.Of(this)) _context.Emit(gate);
        if (Server is { } server) _context.Emit(server.Gate());
    }

    /// <summary>A second of the load as a tick.</summary>
    public long TickAt(double seconds) => Begin + (long)(seconds * System.Diagnostics.Stopwatch.Frequency);
}
