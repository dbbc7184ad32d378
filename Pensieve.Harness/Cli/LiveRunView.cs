using System.Globalization;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Pensieve.Harness.Cli;

/// <summary>Ended cases above, and below them what runs: case, phase, progress and time left, rates, percentiles, errors.</summary>
internal sealed class LiveRunView : RunView
{
    private static readonly TimeSpan s_refresh = TimeSpan.FromMilliseconds(250);
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IRenderable> _ended = [];
    private readonly Task _drawing;
    private Dictionary<string, CasePlan> _plans = [];
    private CasePlan? _case;
    private double _caseBegan;
    private double _now;
    private double _doneSeconds;
    private double _allSeconds;
    private string _phase = "";
    private LoadTick? _tick;
    private ServerSample? _server;
    private readonly List<string> _failures = [];
    private readonly System.Diagnostics.Stopwatch _sinceEvent = System.Diagnostics.Stopwatch.StartNew();

    public LiveRunView() => _drawing = Task.Run(DrawAsync);

    /// <inheritdoc/>
    public override void Take(RunEvent line)
    {
        lock (_lock)
        {
            _now = line.T;
            _sinceEvent.Restart();
            switch (line)
            {
                case RunStarted run:
                    _plans = run.Cases.ToDictionary(c => c.Id);
                    _allSeconds = run.Cases.Sum(c => c.ExpectedSeconds);
                    _ended.Add(new Text($"run {run.RunId}: {run.Cases.Count} cases against {run.Target.Url} ({run.Target.Kind}, {run.Target.Model}), profile {run.Profile}"));
                    break;
                case CaseStarted:
                    (_case, _caseBegan, _phase, _tick) = (_plans.GetValueOrDefault(line.Case ?? ""), line.T, "", null);
                    break;
                case PhaseChanged phase:
                    _phase = phase.Begins ? phase.Name + (phase.Detail is { } detail ? ": " + detail : "") : "";
                    break;
                case LoadTick tick:
                    _tick = tick;
                    break;
                case ServerSample server:
                    _server = server;
                    break;
                case CheckResult { Passed: false } check:
                    _failures.Add($"{check.Name}: expected {check.Expected}, found {check.Actual}");
                    break;
                case GateResult { Passed: false } gate:
                    _failures.Add(string.Create(CultureInfo.InvariantCulture, $"gate {gate.Name}: {gate.Actual:0.###} {gate.Unit}, allowed {gate.Limit:0.###}"));
                    break;
                case CaseEnded ended:
                    _doneSeconds += _case?.ExpectedSeconds ?? 0;
                    _ended.Add(new Text(string.Create(CultureInfo.InvariantCulture, $"{Word(ended.Status),-9} {ended.Case,-36} {ended.Seconds,7:0.0} s  {ended.Reason}"), new Style(Colour(ended.Status))));
                    _ended.AddRange(_failures.Take(8).Select(f => new Text("    " + f, new Style(Color.Grey))));
                    _failures.Clear();
                    _case = null;
                    break;
                case RunEnded end:
                    _ended.Add(new Text($"{end.Passed} passed, {end.Failed} failed, {end.Skipped} skipped, {end.Other} undecided or invalid in {end.Seconds:0.0} s: {Word(end.Status)}{(end.Partial ? ", partial" : "")}", new Style(Colour(end.Status))));
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _over.TrySetResult();
        _drawing.Wait();
        base.Dispose();
    }

    private static Color Colour(CaseStatus status) => status switch
    {
        CaseStatus.Passed => Color.Green,
        CaseStatus.Skipped => Color.Grey,
        CaseStatus.Failed or CaseStatus.Error => Color.Red,
        _ => Color.Yellow,
    };

    private Task DrawAsync() => AnsiConsole.Live(new Text("")).AutoClear(true).StartAsync(async context =>
    {
        do
        {
            // What ended leaves the live part for good: it scrolls as ordinary output does.
            IRenderable[] ended;
            Rows now;
            lock (_lock)
            {
                ended = [.. _ended];
                _ended.Clear();
                now = Now();
            }

            if (ended.Length > 0)
            {
                context.UpdateTarget(new Text(""));
                foreach (var line in ended) AnsiConsole.Write(new Rows(line));
            }

            context.UpdateTarget(now);
        }
        while (await Task.WhenAny(_over.Task, Task.Delay(s_refresh)) != _over.Task || Any());

        context.UpdateTarget(new Text(""));
    });

    private bool Any()
    {
        lock (_lock) return _ended.Count > 0;
    }

    private Rows Now()
    {
        if (_case is null) return new Rows(new Text(""));
        var elapsed = _now + _sinceEvent.Elapsed.TotalSeconds - _caseBegan;
        var share = Math.Min(0.99, elapsed / Math.Max(1, _case.ExpectedSeconds));
        var left = Math.Max(0, _allSeconds - _doneSeconds - Math.Min(elapsed, _case.ExpectedSeconds));
        List<IRenderable> rows =
        [
            new Rule(),
            new Text(string.Create(CultureInfo.InvariantCulture, $"{_case.Id}  {new string('█', (int)(share * 24)).PadRight(24, '░')} {elapsed:0} of about {_case.ExpectedSeconds:0} s, all done in about {left:0} s")),
            new Text(_phase.Length > 0 ? _phase : _case.Proves, new Style(Color.Grey)),
        ];
        if (_tick is { } tick)
        {
            var perSecond = tick.Seconds > 0 ? 1 / tick.Seconds : 0;
            rows.Add(new Text(string.Create(CultureInfo.InvariantCulture,
                $"asked {tick.Asked * perSecond:0.0}/s  done {tick.Completed * perSecond:0.0}/s  shed {tick.Shed * perSecond:0.0}/s{(tick.Cancelled > 0 ? $"  left {tick.Cancelled * perSecond:0.0}/s" : "")}  in flight {tick.InFlight}  {tick.OutputTokens * perSecond:0} tokens/s  lag {tick.LagMs:0.0} ms")));
            rows.Add(new Text(string.Create(CultureInfo.InvariantCulture,
                $"TTFT p50 {tick.Ttft?.P50:0} p95 {tick.Ttft?.P95:0} ms  ITL p50 {tick.Itl?.P50:0.0} p95 {tick.Itl?.P95:0.0} ms  errors {(tick.Failed.Count == 0 ? "none" : string.Join(", ", tick.Failed.Select(f => $"{f.Value} {f.Key}")))}")));
        }

        if (_server is { } server) rows.Add(new Text($"server {server.State}: {server.Busy} of {server.Slots} slots, {server.Queued} queued", new Style(Color.Grey)));
        rows.AddRange(_failures.TakeLast(3).Select(f => new Text(f, new Style(Color.Red))));
        return new Rows(rows);
    }
}
