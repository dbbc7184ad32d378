using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Reports;

/// <summary>
/// Folds a record into a <see cref="RunSummary"/>, line by line, while the run goes on or afterwards. Memory is bounded,
/// however long the run. Not thread-safe.
/// </summary>
public sealed class RunSummaryBuilder
{
    /// <summary>Points of each time series.</summary>
    public const int PointLimit = 2400;

    private readonly Dictionary<string, CaseFold> _cases = new(StringComparer.Ordinal);
    private readonly List<CaseFold> _order = [];
    private readonly List<RunNote> _notes = [];
    private readonly CoarseSeries<LoadTick> _ticks = new(PointLimit, Join);
    private readonly CoarseSeries<ServerSample> _samples = new(PointLimit, (_, later) => later);
    private RunStarted? _start;
    private RunEnded? _end;
    private int _unreadable;
    private long _missing;
    private long _lastSeq = -1;
    private double _lastT;

    /// <summary>The last line has come.</summary>
    public bool Ended => _end is not null;

    /// <summary>Takes one line of text; one that is no event is counted. Empty lines are nothing.</summary>
    public void AddLine(string line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        if (RunEventJson.Parse(line) is { } parsed) Add(parsed);
        else _unreadable++;
    }

    /// <summary>Takes one event.</summary>
    public void Add(RunEvent line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (line.Seq <= _lastSeq) return;
        _missing += line.Seq - _lastSeq - 1;
        _lastSeq = line.Seq;
        _lastT = Math.Max(_lastT, line.T);
        switch (line)
        {
            case RunStarted start when _start is null:
                _start = start;
                foreach (var plan in start.Cases) FoldOf(plan.Id, plan);
                break;
            case RunEnded end: _end = end; break;
            case LoadTick tick: _ticks.Add(tick); break;
            case ServerSample sample: _samples.Add(sample); break;
            case RunNote note when note.Case is null:
                if (_notes.Count < CaseFold.RowLimit) _notes.Add(note);
                break;
            default:
                if (line.Case is { } id) FoldOf(id, null).Add(line);
                break;
        }
    }

    /// <summary>What is known now; null = the first line has not come, or it is no record.</summary>
    /// <param name="over">No more lines will come.</param>
    public RunSummary? Build(bool over)
    {
        if (_start is null) return null;
        var closed = over || _end is not null;
        return new RunSummary
        {
            Run = _start,
            State = _end is not null ? RunStates.Of(_end.Status) : over ? RunState.Interrupted : RunState.Running,
            ExitCode = _end?.ExitCode,
            Seconds = _end?.Seconds ?? _lastT,
            Partial = _end?.Partial ?? over,
            Cases = [.. _order.Select(c => c.Build(closed))],
            Notes = [.. _notes],
            Timeline = new RunTimeline(_ticks.ToArray(), _ticks.Stride, _samples.ToArray(), _samples.Stride, _ticks.Generation + _samples.Generation),
            UnreadableLines = _unreadable,
            MissingLines = _missing,
            LastSeq = _lastSeq,
        };
    }

    // A case that the plan does not name is shown all the same: the record is what happened.
    private CaseFold FoldOf(string id, CasePlan? plan)
    {
        if (_cases.TryGetValue(id, out var fold)) return fold;
        fold = new CaseFold(plan ?? new CasePlan(id, id.Split('/')[0], id, "", 0));
        _cases.Add(id, fold);
        _order.Add(fold);
        return fold;
    }

    private static LoadTick Join(LoadTick a, LoadTick b)
    {
        var failed = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (kind, count) in a.Failed.Concat(b.Failed)) failed[kind] = failed.GetValueOrDefault(kind) + count;
        return b with
        {
            Seconds = a.Seconds + b.Seconds,
            Asked = a.Asked + b.Asked,
            Sent = a.Sent + b.Sent,
            Completed = a.Completed + b.Completed,
            Shed = a.Shed + b.Shed,
            Cancelled = a.Cancelled + b.Cancelled,
            Failed = failed,
            OutputTokens = a.OutputTokens + b.OutputTokens,
            Ttft = Worse(a.Ttft, b.Ttft),
            Itl = Worse(a.Itl, b.Itl),
            LagMs = Math.Max(a.LagMs, b.LagMs),
        };
    }

    private static Spread? Worse(Spread? a, Spread? b) => a is null ? b : b is null ? a : new Spread(
        a.N + b.N, Math.Max(a.P50, b.P50), Math.Max(a.P95, b.P95), Math.Max(a.P99, b.P99), Math.Max(a.Max, b.Max));
}
