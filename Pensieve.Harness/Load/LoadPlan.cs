using Pensieve.Harness.Load.Prompts;

namespace Pensieve.Harness.Load;

/// <summary>A load before it runs. The stages follow each other without a drain; only at the end are requests waited for.</summary>
public sealed record LoadPlan
{
    /// <summary>What is sent.</summary>
    public required IWorkload Workload { get; init; }

    /// <summary>When it is sent.</summary>
    public required LoadShape Shape { get; init; }

    /// <summary>How much of it, over time. A trace has one stage, whose levels mean nothing.</summary>
    public required IReadOnlyList<LoadStage> Stages { get; init; }

    /// <summary>Sends no more than so many; null = until the last stage ends.</summary>
    public int? MaxRequests { get; init; }

    /// <summary>Seconds that requests under way get at the end; what is left is cancelled and does not count.</summary>
    public double DrainSeconds { get; init; } = 60;

    /// <summary>Whether the generator's proofs of honesty are recorded as gates. False only for loads whose timing says nothing.</summary>
    public bool Gates { get; init; } = true;

    /// <summary>Times of sends in seconds, for <see cref="LoadShape.Trace"/>.</summary>
    public IReadOnlyList<double> TraceSeconds { get; init; } = [];

    /// <summary>Called with each result, on the thread that ended it; for oracles. It may set the outcome to <see cref="Wire.GenerationResult.Wrong"/>.</summary>
    public Action<int, Wire.GenerationResult>? OnResult { get; init; }

    /// <summary>A constant number of users, after a warm-up that does not count.</summary>
    public static LoadPlan Closed(IWorkload workload, int users, double seconds, double warmUpSeconds = 0) =>
        Of(LoadShape.Closed, workload, users, seconds, warmUpSeconds);

    /// <summary>A constant rate in requests per second, evenly spaced or (Poisson) with exponential gaps, after a warm-up.</summary>
    public static LoadPlan Open(IWorkload workload, double rate, double seconds, double warmUpSeconds = 0, bool poisson = true) =>
        Of(poisson ? LoadShape.Poisson : LoadShape.Constant, workload, rate, seconds, warmUpSeconds);

    /// <summary>So many requests by so many users, as fast as they are served.</summary>
    public static LoadPlan Batch(IWorkload workload, int users, int requests, double mostSeconds = 600) =>
        Of(LoadShape.Closed, workload, users, mostSeconds, 0) with { MaxRequests = requests };

    /// <summary>A level that rises or falls in a straight line.</summary>
    public static LoadPlan Ramp(IWorkload workload, double from, double to, double seconds, LoadShape shape = LoadShape.Poisson) => new()
    {
        Workload = workload, Shape = shape, Stages = [new LoadStage($"ramp to {to:0.##}", seconds, from, to)],
    };

    /// <summary>A base level, a sudden higher one, and the base again.</summary>
    public static LoadPlan Spike(IWorkload workload, double baseLevel, double spikeLevel, double beforeSeconds, double spikeSeconds, double afterSeconds,
        LoadShape shape = LoadShape.Poisson) => new()
    {
        Workload = workload,
        Shape = shape,
        Stages =
        [
            new LoadStage("before", beforeSeconds, baseLevel, baseLevel), new LoadStage("spike", spikeSeconds, spikeLevel, spikeLevel),
            new LoadStage("after", afterSeconds, baseLevel, baseLevel),
        ],
    };

    private static LoadPlan Of(LoadShape shape, IWorkload workload, double level, double seconds, double warmUp) => new()
    {
        Workload = workload,
        Shape = shape,
        Stages = warmUp > 0
            ? [new LoadStage("warm-up", warmUp, level, level, Steady: false), new LoadStage("steady", seconds, level, level)]
            : [new LoadStage("steady", seconds, level, level)],
    };
}
