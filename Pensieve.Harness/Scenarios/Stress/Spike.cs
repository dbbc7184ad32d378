using Pensieve.Harness.Load;
using Pensieve.Harness.Scenarios.Oracles;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Stress;

/// <summary>Half the capacity, a burst of four times it, half again.</summary>
internal sealed class Spike() : ScenarioCase(
    "stress/spike", "Spike of four times the capacity", "after a spike the latency is back where it was within 30 s, and the queue never outgrew its bound", (21, 100, 150), disturbs: true)
{
    /// <summary>Room for chance besides the tenth that the criterion allows, in milliseconds: p95 of a few requests varies by more.</summary>
    private const double SlackMs = 50;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var (book, failure) = await AnswerBook.WriteAsync(context, 16, 48, true, [], cancellationToken);
        if (book is null) return CaseOutcome.Fail(failure!);
        var capacity = await Capacity.MeasureAsync(context, book, context.Value("calibration", 3, 10, 20), cancellationToken);
        if (capacity.RequestsPerSecond <= 0) return CaseOutcome.Fail("The target served nothing while its capacity was measured.");
        var timed = await TimedChecks.BeginAsync(context, cancellationToken);
        var (before, spike, after) = (context.Value("before", 4, 20, 30), context.Value("spike", 3, 30, 30), context.Value("after", 10, 40, 60));
        var rate = capacity.RequestsPerSecond;
        var load = await OracleLoad.RunAsync(context, book, LoadPlan.Spike(book, rate / 2, rate * 4, before, spike, after), cancellationToken);

        // The last third is what has settled; the criterion allows it half a minute, which the quick profile does not use up.
        var settled = load.MetricsBetween(load.TickAt(before + spike + (after * 2 / 3)), load.TickAt(before + spike + after));
        double? calm = load.MetricsOf("before").Ttft.Percentile(0.95), again = settled.Ttft.Percentile(0.95);
        context.Measure("ttft_before_spike", "p95", calm, "ms", load.MetricsOf("before").Ttft.Count, "lower");
        context.Measure("ttft_after_spike", "p95", again, "ms", settled.Ttft.Count, "lower");
        context.Measure("spike_recovery", "value", Recovery(load, before + spike, (calm ?? 0) * 1.1 + SlackMs), "s", better: "lower");
        await OracleLoad.CheckAsync(context, book, load.Requests, cancellationToken);
        if (calm is { } limit) timed.AtMost("TTFT p95 after the spike", again, (limit * 1.1) + SlackMs, "ms");
        return CaseOutcome.Passed;
    }

    // Seconds from the spike's end until every later request is quick again.
    private static double? Recovery(LoadResult load, double spikeEnd, double limitMs)
    {
        var late = load.Requests.LastOrDefault(r => r.IsOk && r.Sched >= load.TickAt(spikeEnd) && r.TtftMs > limitMs);
        return late is null ? 0 : (late.Sched - load.TickAt(spikeEnd)) * Runs.RunClock.SecondsPerTick;
    }
}
