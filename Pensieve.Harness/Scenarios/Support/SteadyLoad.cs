using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Measuring;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios.Oracles;

namespace Pensieve.Harness.Scenarios.Support;

/// <summary>Half of what the target can, before, during and after a fault; and what the fault did to it.</summary>
public sealed class SteadyLoad
{
    private const double Level = 0.5;
    private const double Recovered = 0.95;

    // A hang is found after 2.5 s, the restart follows within one, and a model of the laboratory's size is loaded in another.
    private const double RecoverWithin = 6;
    private readonly CaseContext _context;
    private readonly double _before;

    private SteadyLoad(CaseContext context, AnswerBook book, double rate, double before) => (_context, Book, Rate, _before) = (context, book, rate, before);

    /// <summary>What is asked.</summary>
    public AnswerBook Book { get; }

    /// <summary>Requests per second.</summary>
    public double Rate { get; }

    /// <summary>Writes the references, measures the capacity; null with the outcome if the target serves nothing.</summary>
    public static async Task<(SteadyLoad? Load, CaseOutcome? Outcome)> PrepareAsync(CaseContext context, int maxTokens, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (book, failure) = await AnswerBook.WriteAsync(context, 12, maxTokens, true, [], cancellationToken);
        if (book is null) return (null, CaseOutcome.Fail(failure!));
        var capacity = await Capacity.MeasureAsync(context, book, context.Value("calibration", 2.5, 8, 15), cancellationToken);
        return capacity.RequestsPerSecond <= 0
            ? (null, CaseOutcome.Fail("The target served nothing while its capacity was measured."))
            : (new SteadyLoad(context, book, capacity.RequestsPerSecond * Level, context.Value("before", 2.5, 8, 15)), null);
    }

    /// <summary>
    /// Runs the load; <paramref name="fault"/> is called in its midst with the time of injection as its end. Returns every request
    /// and the second of the run at which the fault began.
    /// </summary>
    public async Task<(IReadOnlyList<GenerationResult> Requests, double InjectedAt)> RunAsync(
        Func<CancellationToken, Task> fault, double after, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fault);
        var plan = LoadPlan.Open(Book, Rate, _before + after, poisson: false) with { Gates = false, DrainSeconds = 30 };
        var load = OracleLoad.RunAsync(_context, Book, plan, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(_before), cancellationToken);
        var at = _context.Clock.Now;
        await fault(cancellationToken);
        var result = await load;
        return (result.Requests, at);
    }

    /// <summary>Records when requests succeeded again and when goodput was back, and how many were harmed. Returns seconds to the first success after the first harm.</summary>
    public double? MeasureRecovery(string fault, IReadOnlyList<GenerationResult> requests, double injectedAt, TimedChecks timed)
    {
        ArgumentNullException.ThrowIfNull(timed);
        var clock = _context.Clock;
        var harmed = requests.Where(r => !r.IsOk && r.Outcome != GenerationResult.Cancelled && clock.Seconds(r.Term) >= injectedAt).ToArray();
        _context.Measure("requests_harmed", "value", harmed.Length, "count", requests.Count, "lower");
        var calm = requests.Where(r => clock.Seconds(r.Term) < injectedAt).ToArray();
        var share = calm.Length == 0 ? 1 : (double)calm.Count(r => r.IsOk) / calm.Length;
        timed.Check("before the fault all is well", share >= Recovered, $"at least {Recovered:P0} good", $"{share:P0}");
        var from = harmed.Length == 0 ? injectedAt : clock.Seconds(harmed.Min(r => r.Term));
        var success = requests.Where(r => r.IsOk && clock.Seconds(r.Send) >= from).Select(r => clock.Seconds(r.Term)).DefaultIfEmpty(double.NaN).Min();
        if (!double.IsNaN(success)) _context.Emit(new FaultChanged(fault, FaultStage.FirstSuccess, null, Math.Round(success - injectedAt, 3)));
        _context.Measure("first_success", "value", double.IsNaN(success) ? null : success - injectedAt, "s", better: "lower");

        // Goodput is back when it was for a whole stretch what it had been; and stays, if no later request is harmed any more.
        var hold = _context.Value("hold", 2, 5, 10);
        var good = requests.Where(r => LoadMetrics.IsGood(r, _context.Profile.Slo)).Select(r => clock.Seconds(r.Term)).ToArray();
        var back = Recovery.After(good, injectedAt, Rate * calm.Count(r => LoadMetrics.IsGood(r, _context.Profile.Slo)) / Math.Max(1, calm.Length), Recovered, hold, requests.Select(r => clock.Seconds(r.Sched)).DefaultIfEmpty().Max());
        if (back is { } seconds) _context.Emit(new FaultChanged(fault, FaultStage.Recovered, $"{Recovered:P0} of the goodput before, for {hold:0.#} s", Math.Round(seconds, 3)));
        _context.Measure("recovery", "value", back, "s", better: "lower", primary: true);
        timed.AtMost($"goodput back to {Recovered:P0} for {hold:0.#} s", back, RecoverWithin, "s");
        var last = harmed.Length == 0 ? injectedAt : clock.Seconds(harmed.Max(r => r.Sched));
        var calmAfter = requests.Where(r => clock.Seconds(r.Sched) > last).ToArray();
        timed.Check("no harm later on", calmAfter.Length >= 3 && calmAfter.All(r => r.IsOk), "every request after the last harmed one succeeds", $"{calmAfter.Count(r => r.IsOk)} of {calmAfter.Length}");
        _context.Measure("goodput_lost", "value", harmed.Length / Math.Max(Rate, 1e-9), "s", harmed.Length, "lower");
        return double.IsNaN(success) ? null : success - injectedAt;
    }
}
