using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Measuring;

/// <summary>
/// Figures of the requests that arrived in a window, from raw stamps. Latencies are of requests that ended well, timed-out ones being
/// +∞; every share has the attempted requests below the line; requests that the run's end cancelled are left out.
/// </summary>
public sealed class LoadMetrics
{
    private LoadMetrics() { }

    /// <summary>Length of the window in seconds.</summary>
    public double Seconds { get; private init; }

    /// <summary>Milliseconds from the scheduled send to the first payload.</summary>
    public required SampleSet Ttft { get; init; }

    /// <summary>The same from the send itself: without the client's own queue.</summary>
    public required SampleSet TtftService { get; init; }

    /// <summary>Milliseconds to the first visible text.</summary>
    public required SampleSet FirstText { get; init; }

    /// <summary>Milliseconds per token after the first frame's, one per request.</summary>
    public required SampleSet Tpot { get; init; }

    /// <summary>Every gap between payload frames, pooled.</summary>
    public required SampleSet Itl { get; init; }

    /// <summary>Longest gap of each request.</summary>
    public required SampleSet MaxGap { get; init; }

    /// <summary>Milliseconds from the scheduled send to the terminal frame.</summary>
    public required SampleSet E2E { get; init; }

    /// <summary>Requests that arrived in the window, and those among them that ended well, were shed, failed, met the service level.</summary>
    public int Attempted { get; private init; }

    /// <inheritdoc cref="Attempted"/>
    public int Succeeded { get; private init; }

    /// <inheritdoc cref="Attempted"/>
    public int Shed { get; private init; }

    /// <inheritdoc cref="Attempted"/>
    public int Failed { get; private init; }

    /// <inheritdoc cref="Attempted"/>
    public int Good { get; private init; }

    /// <summary>Failures by kind.</summary>
    public required IReadOnlyDictionary<string, int> FailedBy { get; init; }

    /// <summary>Tokens whose frames came in the window, whenever their request arrived.</summary>
    public double Tokens { get; private init; }

    /// <summary>Payload frames and tokens of the requests that ended well.</summary>
    public long Frames { get; private init; }

    /// <inheritdoc cref="Frames"/>
    public long OutputTokens { get; private init; }

    /// <summary>Prompt tokens, and those of them that came from a cache.</summary>
    public long PromptTokens { get; private init; }

    /// <inheritdoc cref="PromptTokens"/>
    public long CachedTokens { get; private init; }

    /// <summary>Output tokens per second of the whole server.</summary>
    public double TokensPerSecond => Seconds > 0 ? Tokens / Seconds : 0;

    /// <summary>Requests that ended well per second.</summary>
    public double RequestsPerSecond => Seconds > 0 ? Succeeded / Seconds : 0;

    /// <summary>Good requests per second.</summary>
    public double Goodput => Seconds > 0 ? Good / Seconds : 0;

    /// <summary>Good requests ÷ attempted ones.</summary>
    public double Attainment => Attempted > 0 ? (double)Good / Attempted : 0;

    /// <summary>Failed requests ÷ attempted ones; shed ones are none of them.</summary>
    public double ErrorRate => Attempted > 0 ? (double)Failed / Attempted : 0;

    /// <summary>Computes them.</summary>
    /// <param name="requests">All requests of a load.</param>
    /// <param name="from">Begin of the window, in ticks.</param>
    /// <param name="to">Its end.</param>
    /// <param name="slo">What makes a request good.</param>
    public static LoadMetrics Of(IReadOnlyList<GenerationResult> requests, long from, long to, ServiceLevel slo)
    {
        var arrived = requests.Where(r => r.Sched >= from && r.Sched < to && r.Outcome != GenerationResult.Cancelled).ToArray();
        var ok = arrived.Where(r => r.IsOk).ToArray();
        var lost = arrived.Count(r => r.Outcome == GenerationResult.Timeout);
        var infinite = Enumerable.Repeat(double.PositiveInfinity, lost);
        return new LoadMetrics
        {
            Seconds = Math.Max(0, to - from) * RunClock.SecondsPerTick,
            Ttft = new SampleSet(ok.Select(r => r.TtftMs).OfType<double>().Concat(infinite)),
            TtftService = new SampleSet(ok.Where(r => r.First != 0).Select(r => RunClock.Milliseconds(r.Send, r.First)).Concat(infinite)),
            FirstText = new SampleSet(ok.Where(r => r.FirstText != 0).Select(r => RunClock.Milliseconds(r.Sched, r.FirstText)).Concat(infinite)),
            Tpot = new SampleSet(ok.Select(r => r.TpotMs).OfType<double>()),
            Itl = new SampleSet(ok.SelectMany(Gaps)),
            MaxGap = new SampleSet(ok.Where(r => r.FrameMicros.Length > 1).Select(r => r.MaxGapMs)),
            E2E = new SampleSet(ok.Select(r => r.E2EMs).Concat(infinite)),
            Attempted = arrived.Length,
            Succeeded = ok.Length,
            Shed = arrived.Count(r => r.Outcome == GenerationResult.Shed),
            Failed = arrived.Count(IsFailure),
            FailedBy = arrived.Where(IsFailure).GroupBy(r => r.Outcome).ToDictionary(g => g.Key, g => g.Count()),
            Good = ok.Count(r => IsGood(r, slo)),
            Tokens = requests.Sum(r => TokensBetween(r, from, to)),
            Frames = ok.Sum(r => (long)r.FrameMicros.Length),
            OutputTokens = ok.Sum(r => (long)r.Tokens),
            PromptTokens = ok.Sum(r => (long)r.PromptTokens),
            CachedTokens = ok.Sum(r => (long)(r.CachedTokens ?? 0)),
        };
    }

    /// <summary>Whether a request met all of a service level. One without a TPOT cannot fail it, nor one that ended badly meet it.</summary>
    public static bool IsGood(GenerationResult request, ServiceLevel slo) =>
        request.IsOk
        && (slo.TtftMs is not { } ttft || (request.TtftMs is { } first && first <= ttft))
        && (slo.TpotMs is not { } tpot || request.TpotMs is not { } each || each <= tpot)
        && (slo.E2EMs is not { } e2e || request.E2EMs <= e2e);

    /// <summary>As lines of the record.</summary>
    /// <param name="at">Where on a curve they lie.</param>
    /// <param name="primary">Metrics that comparisons decide on, by name.</param>
    public IEnumerable<Measurement> Measurements(IReadOnlyDictionary<string, double>? at = null, params IReadOnlyCollection<string> primary)
    {
        List<Measurement> all = [];
        Percentile("ttft", Ttft, 0.5, 0.95, 0.99);
        Percentile("ttft_service", TtftService, 0.5, 0.95);
        Percentile("first_text", FirstText, 0.5);
        Percentile("tpot", Tpot, 0.5, 0.95);
        Percentile("itl", Itl, 0.5, 0.95, 0.99);
        Percentile("max_gap", MaxGap, 0.5, 0.95);
        Percentile("e2e", E2E, 0.5, 0.95, 0.99);
        Value("tokens_per_second", TokensPerSecond, "tokens/s", Succeeded, "higher");
        Value("requests_per_second", RequestsPerSecond, "requests/s", Succeeded, "higher");
        if (Tpot.Count > 0 && Tpot.Certified(0.9) is { } slow) all.Add(new Measurement("tokens_per_second_per_user", "p10", 1000 / slow.Value, "tokens/s", Tpot.Count, 1000 / slow.Upper, null, "higher"));
        Value("goodput", Goodput, "requests/s", Attempted, "higher");
        if (Attempted > 0)
        {
            var (low, high) = Wilson.Interval(Good, Attempted);
            all.Add(new Measurement("attainment", "value", Attainment, "ratio", Attempted, low, high, "higher"));
            (low, high) = Wilson.Interval(Failed, Attempted);
            all.Add(new Measurement("error_rate", "value", ErrorRate, "ratio", Attempted, low, high, "lower"));
            Value("shed_rate", (double)Shed / Attempted, "ratio", Attempted, null);
        }

        if (Frames > 0) Value("tokens_per_frame", (double)OutputTokens / Frames, "ratio", Succeeded, null);
        if (PromptTokens > 0) Value("cached_share", (double)CachedTokens / PromptTokens, "ratio", Succeeded, "higher");
        return all.Select(m => m with { At = at, Primary = primary.Contains(m.Metric) });

        void Percentile(string metric, SampleSet samples, params ReadOnlySpan<double> ps)
        {
            if (samples.Count == 0) return;
            foreach (var p in ps)
            {
                var certified = samples.Certified(p);
                all.Add(new Measurement(metric, $"p{p * 100:0.#}", certified?.Value, "ms", samples.Count, null, certified?.Upper, "lower"));
            }
        }

        void Value(string metric, double value, string unit, int n, string? better) => all.Add(new Measurement(metric, "value", value, unit, n, Better: better));
    }

    private static bool IsFailure(GenerationResult r) => r.Outcome is not (GenerationResult.Ok or GenerationResult.Shed);

    private static IEnumerable<double> Gaps(GenerationResult request)
    {
        for (var i = 1; i < request.FrameMicros.Length; i++) yield return (request.FrameMicros[i] - request.FrameMicros[i - 1]) / 1e3;
    }

    // Tokens of a request inside the window: n₁ at its first frame, the others spread evenly over the frames after it.
    private static double TokensBetween(GenerationResult request, long from, long to)
    {
        var frames = request.FrameMicros;
        if (frames.Length == 0) return 0;
        var tokens = request.Tokens;
        var first = frames.Length == 1 ? tokens : request.FirstTokens;
        var each = frames.Length == 1 ? 0 : (double)(tokens - first) / (frames.Length - 1);
        double sum = 0;
        var (low, high) = ((from - request.Send) * RunClock.SecondsPerTick * 1e6, (to - request.Send) * RunClock.SecondsPerTick * 1e6);
        for (var i = 0; i < frames.Length; i++)
        {
            if (frames[i] >= low && frames[i] < high) sum += i == 0 ? first : each;
        }

        return sum;
    }
}
