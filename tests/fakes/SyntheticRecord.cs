using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Tests.Fakes;

/// <summary>
/// Records of runs that never happened, with plausible curves and every kind of event; the same seed gives the same record.
/// </summary>
public sealed class SyntheticRecord
{
    private readonly List<RunEvent> _events = [];
    private readonly Random _random;
    private double _now;
    private int _requests;

    private SyntheticRecord(int seed) => _random = new Random(seed);

    /// <summary>How much slower than usual the server of this record is.</summary>
    public double Slowness { get; init; } = 1;

    /// <summary>Cases that a record may have.</summary>
    public static IReadOnlyList<CasePlan> Cases { get; } =
    [
        new("integration/chat-stream-grammar", "integration", "Chat stream grammar", "A streamed chat answer is well formed to the last byte.", 2),
        new("integration/stop-strings", "integration", "Stop strings over frames", "A stop string that arrives in pieces is never shown.", 2),
        new("integration/auth", "integration", "Keys", "Requests without a key are refused in the dialect's envelope.", 1),
        new("stress/spike", "stress", "Spike", "A spike to four times the load is over when it is over.", 30, Disturbs: true),
        new("bench/load-sweep", "bench", "Load sweep", "How much load the server takes before it is late.", 40, Disturbs: true),
        new("resilience/worker-kill", "resilience", "Worker killed", "A killed worker is noticed and replaced, and nobody is left waiting.", 25, Disturbs: true),
    ];

    /// <summary>A whole record.</summary>
    /// <param name="id">Id of the run.</param>
    /// <param name="at">When it began.</param>
    /// <param name="suites">Suites in it; null = all four.</param>
    /// <param name="seed">Seed of its randomness.</param>
    /// <param name="slowness">How much slower than usual the server is.</param>
    /// <param name="allPass">Whether every case passes.</param>
    public static IReadOnlyList<RunEvent> Of(
        string id, DateTimeOffset at, string[]? suites = null, int seed = 7, double slowness = 1, bool allPass = false)
    {
        var record = new SyntheticRecord(seed) { Slowness = slowness };
        suites ??= ["integration", "stress", "bench", "resilience"];
        List<CasePlan> plans = [.. Cases.Where(c => suites.Contains(c.Suite))];
        record.Add(new RunStarted(id, at, suites, "quick", seed, new TargetInfo("http://127.0.0.1:7070", "pensieve", "tiny", "0.1.0"), plans,
            $"pensieve run {(suites.Length == 4 ? "all" : string.Join(" ", suites))} --profile quick --seed {seed}",
            new SortedDictionary<string, string> { ["machine"] = "test-bench, 8 cores", ["model"] = "tiny (sha256 0f3a…)", ["quantization"] = "f16", ["build"] = "0.1.0", ["flags"] = "--parallel 4" }), null);
        record.Add(new RunNote("info", "Prompts were cut to length with the server's own tokenizer."), null);
        var statuses = plans.Select(p => record.Play(p, allPass)).ToList();
        var worst = statuses.DefaultIfEmpty(CaseStatus.Passed).MaxBy(s => (int)s);
        record.Add(new RunEnded(worst, ExitCode.Of(worst), statuses.Count(s => s == CaseStatus.Passed), statuses.Count(s => s == CaseStatus.Failed),
            statuses.Count(s => s == CaseStatus.Skipped), statuses.Count(s => s is CaseStatus.Inconclusive or CaseStatus.Invalid or CaseStatus.Error), record._now), null);
        return record._events;
    }

    /// <summary>The record as text, a line for each event.</summary>
    public static string Text(IEnumerable<RunEvent> events) => string.Concat(events.Select(e => RunEventJson.Line(e) + "\n"));

    private CaseStatus Play(CasePlan plan, bool allPass)
    {
        var began = _now += 0.2;
        Add(new CaseStarted(), plan.Id);
        var (status, reason) = plan.Id switch
        {
            "stress/spike" => Spike(plan.Id),
            "bench/load-sweep" => Sweep(plan.Id),
            "resilience/worker-kill" => Kill(plan.Id),
            "integration/stop-strings" when !allPass => Mismatch(plan.Id),
            "integration/auth" when !allPass => (CaseStatus.Skipped, "the target asks for no key"),
            _ => Checks(plan.Id),
        };
        Add(new CaseEnded(status, reason, _now - began), plan.Id);
        return status;
    }

    private (CaseStatus, string?) Checks(string id)
    {
        foreach (var name in new[] { "the role frame comes once", "all frames carry one id", "exactly one [DONE], nothing after it" })
        {
            _now += 0.3;
            Add(new CheckResult(name, true, RequestId: $"req-{_requests}"), id);
        }

        Request(id, "steady", "short", _now, 0.02, 24, null);
        return (CaseStatus.Passed, null);
    }

    private (CaseStatus, string?) Mismatch(string id)
    {
        _now += 0.7;
        Add(new CheckResult("the stop string is not in the text", false, "Once upon a", "Once upon a time <EN", "req-42"), id);
        Add(new CheckResult("finish reason", true), id);
        return (CaseStatus.Failed, "1 of 2 checks did not hold: the stop string is not in the text");
    }

    private (CaseStatus, string?) Spike(string id)
    {
        Phase(id, "warm-up", 4, 6, _ => 1, "6 requests/s");
        Phase(id, "steady", 10, 6, _ => 1, "6 requests/s");
        Phase(id, "spike", 8, 24, _ => 3.5, "24 requests/s");
        Phase(id, "after", 8, 6, t => t < 3 ? 2 : 1, "6 requests/s");
        Measure(id, "ttft", "p50", 62, "ms", 240, "lower", primary: true);
        Measure(id, "ttft", "p95", 190, "ms", 240, "lower", upper: 231);
        Add(new Measurement("ttft", "p99", null, "ms", 240, Better: "lower"), id);
        Measure(id, "tpot", "p50", 9.1, "ms", 240, "lower", primary: true);
        Measure(id, "tokens_per_second", "value", 412, "tokens/s", 240, "higher", primary: true);
        Measure(id, "time_to_calm", "value", 4.25, "s", 1, "lower");
        Add(new ThresholdResult("time_to_calm.value <= 30 s", CaseStatus.Passed, 4.25, 30, "s"), id);
        Add(new ThresholdResult("ttft.p95 < 500 ms", CaseStatus.Passed, 190 * Slowness, 500, "ms"), id);
        Gates(id);
        return (CaseStatus.Passed, null);
    }

    private (CaseStatus, string?) Sweep(string id)
    {
        foreach (var n in new[] { 1, 2, 4, 8, 16, 32 })
        {
            Phase(id, $"concurrency {n}", 4, n * 1.5, _ => 1 + Math.Max(0, n - 8) * 0.18, null);
            var speed = 70 * n / (1 + n * 0.11) / Slowness;
            var at = new Dictionary<string, double> { ["concurrency"] = n };
            Add(new Measurement("tokens_per_second", "value", speed, "tokens/s", 40 * n, speed * 0.96, speed * 1.04, "higher", at, true), id);
            var ttft = (40 + n * n * 0.9) * Slowness;
            Add(new Measurement("ttft", "p95", ttft, "ms", 40 * n, null, ttft * 1.12, "lower", at), id);
            Add(new Measurement("ttft", "p50", ttft * 0.6, "ms", 40 * n, ttft * 0.57, ttft * 0.64, "lower", at), id);
        }

        Add(new Measurement("knee", "value", 8, "count", 6, At: new Dictionary<string, double> { ["concurrency"] = 8 }), id);
        Add(new Measurement("slo_capacity", "value", 12, "count", 6, At: new Dictionary<string, double> { ["concurrency"] = 12 }, Better: "higher", Primary: true), id);
        Add(new Measurement("collapse", "value", 28, "count", 6, At: new Dictionary<string, double> { ["concurrency"] = 28 }), id);
        Gates(id);
        return (CaseStatus.Passed, null);
    }

    private (CaseStatus, string?) Kill(string id)
    {
        Phase(id, "steady", 8, 5, _ => 1, "5 requests/s");
        Add(new FaultChanged("worker-kill", FaultStage.Injected, "SIGKILL to the worker, pid 4242"), id);
        var injected = _now;
        Load(id, "fault", 1.5, 5, _ => 1, down: true);
        Add(new FaultChanged("worker-kill", FaultStage.Detected, "state Restarting", 0.012), id);
        Load(id, "fault", 2, 5, _ => 1, down: true);
        Add(new FaultChanged("worker-kill", FaultStage.FirstSuccess, null, _now - injected), id);
        Load(id, "fault", 3, 5, _ => 1.5);
        Add(new FaultChanged("worker-kill", FaultStage.Recovered, "goodput ≥ 95 % for 10 s", _now - injected), id);
        Phase(id, "after", 8, 5, _ => 1, null);
        Measure(id, "detection", "value", 0.012, "s", 1, "lower");
        Measure(id, "recovery", "value", _now - injected, "s", 1, "lower", primary: true);
        Add(new CheckResult("accepted = completed + failed with a reason + cancelled", true, "131", "131"), id);
        return (CaseStatus.Inconclusive, "1 repeat of 5: the quick profile does not decide it");
    }

    private void Phase(string id, string name, double seconds, double rate, Func<double, double> slow, string? detail)
    {
        Add(new PhaseChanged(name, true, detail), id);
        Load(id, name, seconds, rate, slow);
        Add(new PhaseChanged(name, false), id);
    }

    private void Load(string id, string phase, double seconds, double rate, Func<double, double> slow, bool down = false)
    {
        const double step = 0.25;
        for (var t = 0.0; t < seconds; t += step)
        {
            var asked = (int)(rate * step + _random.NextDouble());
            var factor = slow(t) * Slowness;
            for (var i = 0; i < asked; i++) Request(id, phase, _random.Next(4) == 0 ? "long-prompt" : "short", _now + i * step / Math.Max(1, asked), 0.05 * factor * (0.8 + 0.5 * _random.NextDouble()), 32, down ? "reset" : null);
            _now += step;
            var p50 = 55 * factor * (0.9 + 0.2 * _random.NextDouble());
            var some = asked > 0 && !down;
            Add(new LoadTick(step, asked, asked, down ? 0 : asked, factor > 3 ? 1 : 0, down && asked > 0 ? new Dictionary<string, int> { ["reset"] = asked } : new Dictionary<string, int>(),
                (int)(rate * 0.3 * factor), down ? 0 : asked * 32, some ? new Spread(asked, p50, p50 * 2.1, p50 * 2.9, p50 * 3) : null,
                some ? new Spread(asked * 31, 9 * factor, 14 * factor, 22 * factor, 40 * factor) : null, 0.3 + _random.NextDouble() * 0.5), id);
            if (t % 1 < step)
                Add(new ServerSample(down ? "Restarting" : "Ready", down ? 0 : Math.Min(4, (int)(rate * 0.3 * factor) + 1), 4, factor > 3 ? 3 : 0, down ? 0 : 900, down ? 0 : 3000, 8192,
                    150L << 20, down ? null : 900L << 20, 0.2, down ? null : 1.7, 1.2), null);
        }
    }

    private void Request(string id, string phase, string kind, double at, double ttft, int tokens, string? failure)
    {
        var send = at + 0.0004;
        var first = send + ttft * (kind == "long-prompt" ? 2 : 1);
        var last = first + 0.009 * tokens * Slowness;
        var n = _requests++;
        Add(failure is null
            ? new RequestSample($"r{n:00000}", $"req-{n}", kind, phase, at, send, first, last, last + 0.001, "ok", 200, "stop", 64, 16, tokens, 1, tokens, 21, null)
            : new RequestSample($"r{n:00000}", null, kind, phase, at, send, null, null, send + 0.01, failure, 0, null, 0, null, 0, 0, 0, 0, "connection reset by peer"), id);
    }

    private void Measure(string id, string metric, string statistic, double value, string unit, int n, string? better, double? upper = null, bool primary = false)
    {
        if (unit is "ms") (value, upper) = (value * Slowness, upper * Slowness);
        if (unit is "tokens/s") value /= Slowness;
        value *= 1 + (_random.NextDouble() - 0.5) * 0.01;
        Add(new Measurement(metric, statistic, value, unit, n, statistic == "p50" ? value * 0.97 : null, upper ?? (statistic == "p50" ? value * 1.03 : null), better, null, primary), id);
    }

    private void Gates(string id)
    {
        Add(new GateResult("schedule lag p99", true, 0.74, 2, "ms"), id);
        Add(new GateResult("achieved rate", true, 0.998, 0.98, "ratio"), id);
        Add(new GateResult("Little's law", true, 0.012, 0.05, "ratio"), id);
    }

    private void Add(RunEvent line, string? id) => _events.Add(line with { Seq = _events.Count, T = Math.Round(_now, 6), Case = id });
}
