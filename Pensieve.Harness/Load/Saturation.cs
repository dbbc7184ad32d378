using System.Globalization;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Measuring;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Load;

/// <summary>
/// Finds where a server saturates: a ladder of users 1, 2, 4 …, then bisection of a Poisson rate between the last good and the first
/// bad one, each with its own seedable schedule. Knee, service-level capacity and collapse are three different figures.
/// </summary>
public sealed class Saturation(CaseContext context, IWorkload workload)
{
    /// <summary>Throughput gain below which a rung adds nothing; twice in a row ends the ladder.</summary>
    public const double LeastGain = 0.05;

    /// <summary>Share of failed requests that ends the ladder.</summary>
    public const double MostErrors = 0.01;

    /// <summary>Runs that must confirm the capacity.</summary>
    public const int Confirmations = 3;

    /// <summary>Seconds of each rung and of each rate; warm-up before it.</summary>
    public double RungSeconds { get; init; } = 10;

    /// <inheritdoc cref="RungSeconds"/>
    public double WarmUpSeconds { get; init; } = 2;

    /// <summary>Most users.</summary>
    public int MaxUsers { get; init; } = 256;

    /// <summary>Steps of the bisection.</summary>
    public int Bisections { get; init; } = 4;

    /// <summary>One rung or rate.</summary>
    /// <param name="Level">Users, or requests per second.</param>
    /// <param name="Metrics">What was measured.</param>
    /// <param name="Collapsed">Requests in flight and TTFT both grew for certain.</param>
    /// <param name="Unfit">Gate that the generator itself did not pass; null = the point counts.</param>
    public sealed record Point(double Level, LoadMetrics Metrics, bool Collapsed, GateResult? Unfit = null);

    /// <summary>What was found; null = it was not reached within the limits.</summary>
    /// <param name="Ladder">Rungs.</param>
    /// <param name="Rates">Rates tried, in order.</param>
    /// <param name="KneeUsers">Users beyond which throughput bends away.</param>
    /// <param name="Capacity">Highest confirmed rate, in requests per second, whose attainment's lower bound meets the target.</param>
    /// <param name="CollapseRate">Lowest rate at which the server fell behind for good.</param>
    public sealed record Result(IReadOnlyList<Point> Ladder, IReadOnlyList<Point> Rates, double? KneeUsers, double? Capacity, double? CollapseRate);

    /// <summary>Looks for all three.</summary>
    public async Task<Result> FindAsync(CancellationToken cancellationToken)
    {
        var ladder = await LadderAsync(cancellationToken);
        double[] users = [.. ladder.Select(p => p.Level)];
        double[] throughput = [.. ladder.Select(p => p.Metrics.TokensPerSecond)];
        double? knee = Kneedle.Find(users, throughput) is { } at ? users[at] : null;
        List<Point> rates = [];
        var capacity = await BisectAsync(ladder.Max(p => p.Metrics.RequestsPerSecond), rates, cancellationToken);
        var collapse = rates.Where(p => p.Collapsed && p.Unfit is null).Select(p => (double?)p.Level).Min();
        Record("knee", knee, "count");
        Record("capacity", capacity, "requests/s");
        Record("collapse", collapse, "requests/s");
        if (rates.Where(p => p.Unfit is not null).MinBy(p => p.Level) is { Unfit: { } gate } unfit)
        {
            context.Note(string.Create(CultureInfo.InvariantCulture,
                $"From {unfit.Level:0.#} requests/s on the generator did not keep its own schedule ({gate.Name} {gate.Actual:0.###} {gate.Unit}, allowed {gate.Limit:0.###}): such rates are not taken for capacity. With the generator on a machine of its own it may be higher."));
        }

        return new Result(ladder, rates, knee, capacity, collapse);

        void Record(string metric, double? value, string unit) => context.Measure(metric, "value", value, unit, better: "higher", primary: metric == "capacity");
    }

    /// <summary>The ladder alone.</summary>
    public async Task<IReadOnlyList<Point>> LadderAsync(CancellationToken cancellationToken)
    {
        List<Point> rungs = [];
        var flat = 0;
        for (var users = 1; users <= MaxUsers; users *= 2)
        {
            var load = await context.LoadAsync(LoadPlan.Closed(workload, users, RungSeconds, WarmUpSeconds) with { Gates = false }, cancellationToken);
            var metrics = load.Measure(new Dictionary<string, double> { ["concurrency"] = users });
            var before = rungs.Count > 0 ? rungs[^1].Metrics.TokensPerSecond : 0;
            rungs.Add(new Point(users, metrics, Collapse.Of(load), Unfit(load)));
            flat = before > 0 && metrics.TokensPerSecond < before * (1 + LeastGain) ? flat + 1 : 0;
            var shed = metrics.Attempted > 0 && metrics.Shed > metrics.Attempted * MostErrors;
            if (flat == 2 || metrics.ErrorRate > MostErrors || shed || metrics.Attainment < context.Profile.Slo.Target || load.IsPartial) break;
        }

        return rungs;
    }

    // The best rung's rate is somewhere near; what lies above and below it is found by doubling and halving first.
    private async Task<double?> BisectAsync(double near, List<Point> rates, CancellationToken cancellationToken)
    {
        if (near <= 0) return null;
        double? good = null, bad = null;
        var rate = near;
        for (var step = 0; step < 4 && (good is null || bad is null); step++)
        {
            if (await MeetsAsync(rate, rates, cancellationToken)) (good, rate) = (rate, rate * 1.5);
            else (bad, rate) = (rate, rate / 2);
        }

        for (var step = 0; step < Bisections && good is { } low && bad is { } high; step++)
        {
            var middle = Math.Sqrt(low * high);
            if (await MeetsAsync(middle, rates, cancellationToken)) good = middle;
            else bad = middle;
        }

        // One lucky run is no capacity: what does not hold three times gives way to the next lower rate that did.
        while (good is { } candidate)
        {
            var held = 1;
            while (held < Confirmations && await MeetsAsync(candidate, rates, cancellationToken)) held++;
            if (held == Confirmations) return candidate;
            good = rates.Where(p => p.Level < candidate && Meets(p)).Select(p => (double?)p.Level).Max();
        }

        return null;
    }

    // A search goes where the generator or the machine gives out: that is a finding about one rate and not the end of the run.
    private async Task<bool> MeetsAsync(double rate, List<Point> rates, CancellationToken cancellationToken)
    {
        var load = await context.LoadAsync(LoadPlan.Open(workload, rate, RungSeconds, WarmUpSeconds) with { Gates = false }, cancellationToken);
        var point = new Point(rate, load.Measure(new Dictionary<string, double> { ["rate"] = Math.Round(rate, 4) }), Collapse.Of(load), Unfit(load));
        rates.Add(point);
        return Meets(point) && !load.IsPartial;
    }

    private static GateResult? Unfit(LoadResult load) => LoadGates.Of(load).FirstOrDefault(g => !g.Passed);

    private bool Meets(Point point) => point.Unfit is null && Wilson.Interval(point.Metrics.Good, point.Metrics.Attempted).Low >= context.Profile.Slo.Target;
}
