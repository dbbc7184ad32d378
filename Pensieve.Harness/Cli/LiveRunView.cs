using System.Globalization;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Cli;

/// <summary>Ended cases above, and below them what runs: case, phase, progress and time left, rates, percentiles, errors.</summary>
internal sealed class LiveRunView : RunView
{
    private const int FaultsShown = 8, FaultsOfNow = 3, BarCells = 24;
    private static readonly TimeSpan s_refresh = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly Lock _drawing = new();
    private readonly TimeProvider _time;
    private readonly LiveRegion _region;
    private readonly ITimer _timer;
    private readonly List<TerminalLine> _done = [];
    private readonly List<string> _faults = [];
    private Dictionary<string, CasePlan> _plans = [];
    private CasePlan? _case;
    private double _caseBegan;
    private double _now;
    private double _doneSeconds;
    private double _allSeconds;
    private string _phase = "";
    private LoadTick? _tick;
    private ServerSample? _server;
    private long _eventAt;
    private bool _isOver;

    public LiveRunView(TextWriter output, TimeProvider time, Func<(int Columns, int Rows)> size)
    {
        (_time, _region, _eventAt) = (time, new LiveRegion(output, size), time.GetTimestamp());
        _timer = time.CreateTimer(_ => Tick(), null, s_refresh, s_refresh);
    }

    /// <inheritdoc/>
    public override void Take(RunEvent line)
    {
        lock (_lock)
        {
            (_now, _eventAt) = (line.T, _time.GetTimestamp());
            if (FaultOf(line) is { } fault) _faults.Add(fault);
            if (LineOf(line) is { } words) _done.Add(new TerminalLine(words, Tone(line)));
            switch (line)
            {
                case RunStarted run:
                    _plans = run.Cases.ToDictionary(c => c.Id);
                    _allSeconds = run.Cases.Sum(c => c.ExpectedSeconds);
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
                case CaseEnded:
                    _doneSeconds += _case?.ExpectedSeconds ?? 0;
                    foreach (var text in _faults.Take(FaultsShown)) _done.AddRange(text.Split('\n').Select(part => new TerminalLine("    " + part, TerminalTone.Grey)));
                    if (_faults.Count > FaultsShown) _done.Add(new TerminalLine($"    and {_faults.Count - FaultsShown} more", TerminalTone.Grey));
                    _faults.Clear();
                    _case = null;
                    break;
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _timer.Dispose();
        lock (_drawing)
        {
            _isOver = true;
            Draw();
        }

        base.Dispose();
    }

    private static TerminalTone Tone(RunEvent line) => line switch
    {
        CaseEnded ended => Tone(ended.Status),
        RunEnded ended => Tone(ended.Status),
        _ => TerminalTone.Plain,
    };

    private static TerminalTone Tone(CaseStatus status) => status switch
    {
        CaseStatus.Passed => TerminalTone.Green,
        CaseStatus.Skipped => TerminalTone.Grey,
        CaseStatus.Failed or CaseStatus.Error => TerminalTone.Red,
        _ => TerminalTone.Yellow,
    };

    // A terminal that is held up holds up neither the record nor the next tick.
    private void Tick()
    {
        if (!_drawing.TryEnter()) return;
        try
        {
            if (!_isOver) Draw();
        }
        finally
        {
            _drawing.Exit();
        }
    }

    private void Draw()
    {
        TerminalLine[] done;
        List<TerminalLine> live;
        lock (_lock)
        {
            done = [.. _done];
            _done.Clear();
            live = _isOver ? [] : Now();
        }

        _region.Draw(done, live);
    }

    private List<TerminalLine> Now()
    {
        if (_case is null) return [];
        var elapsed = _now + _time.GetElapsedTime(_eventAt).TotalSeconds - _caseBegan;
        var share = Math.Min(0.99, elapsed / Math.Max(1, _case.ExpectedSeconds));
        var left = Math.Max(0, _allSeconds - _doneSeconds - Math.Min(elapsed, _case.ExpectedSeconds));
        List<TerminalLine> lines =
        [
            new(""),
            new(string.Create(CultureInfo.InvariantCulture, $"{_case.Id}  {new string('█', (int)(share * BarCells)).PadRight(BarCells, '░')} {elapsed:0} of about {_case.ExpectedSeconds:0} s, all done in about {left:0} s")),
            new(_phase.Length > 0 ? _phase : _case.Proves, TerminalTone.Grey),
        ];
        if (_tick is { } tick)
        {
            var perSecond = tick.Seconds > 0 ? 1 / tick.Seconds : 0;
            lines.Add(new(string.Create(CultureInfo.InvariantCulture,
                $"asked {tick.Asked * perSecond:0.0}/s  done {tick.Completed * perSecond:0.0}/s  shed {tick.Shed * perSecond:0.0}/s{(tick.Cancelled > 0 ? $"  left {tick.Cancelled * perSecond:0.0}/s" : "")}  in flight {tick.InFlight}  {tick.OutputTokens * perSecond:0} tokens/s  lag {tick.LagMs:0.0} ms")));
            lines.Add(new(string.Create(CultureInfo.InvariantCulture,
                $"{Words("TTFT", tick.Ttft)}  {Words("ITL", tick.Itl)}  errors {(tick.Failed.Count == 0 ? "none" : string.Join(", ", tick.Failed.Select(f => $"{f.Value} {f.Key}")))}")));
        }

        if (_server is { } server) lines.Add(new($"server {server.State}: {server.Busy} of {server.Slots} slots, {server.Queued} queued", TerminalTone.Grey));
        lines.AddRange(_faults.TakeLast(FaultsOfNow).Select(f => new TerminalLine(f, TerminalTone.Red)));
        return lines;
    }

    private static string Words(string name, Spread? spread) =>
        spread is null ? name + " –" : string.Create(CultureInfo.InvariantCulture, $"{name} p50 {spread.P50:0.#} p95 {spread.P95:0.#} ms");
}
