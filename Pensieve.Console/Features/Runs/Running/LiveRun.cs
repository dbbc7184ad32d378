using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Console.Features.Runs.Running;

/// <summary>A run under way, or one that ended lately: what came of it so far. Thread-safe; memory is bounded.</summary>
public sealed class LiveRun
{
    /// <summary>Lines kept of what the process writes beside its record.</summary>
    public const int LogLimit = 400;

    private readonly Lock _lock = new();
    private readonly RunSummaryBuilder _builder = new();
    private readonly Queue<string> _log = new();
    private readonly RunRow _basis;
    private TaskCompletionSource _pulse = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RunSummary? _summary;
    private int? _exit;
    private long _bytes;

    internal LiveRun(RunRow basis, RunRequest request)
    {
        _basis = basis;
        Request = request;
    }

    /// <summary>Id.</summary>
    public string Id => _basis.Id;

    /// <summary>What was asked for.</summary>
    public RunRequest Request { get; }

    /// <summary>When it began, milliseconds since 1970.</summary>
    public long StartedAt => _basis.StartedAt;

    /// <summary>Someone asked it to stop.</summary>
    public bool IsCancelling { get; internal set; }

    /// <summary>Its process has ended and its output is read.</summary>
    public bool IsOver => _exit is not null;

    /// <summary>Why its record is not in the database; null = it is, so far.</summary>
    public string? Unsaved { get; internal set; }

    /// <summary>Lines that will never be in the database.</summary>
    public long LostLines => Tail.Lost;

    internal RecordTail Tail { get; } = new();

    /// <summary>What is known now; null = its first line has not come.</summary>
    public RunSummary? Summary
    {
        get { lock (_lock) return _summary ??= _builder.Build(_exit is not null); }
    }

    /// <summary>What the process wrote beside its record, its last lines.</summary>
    public string Log
    {
        get { lock (_lock) return string.Join('\n', _log); }
    }

    /// <summary>Its row in its present state.</summary>
    public RunRow Row
    {
        get
        {
            var row = Summary is { } summary ? RunRepository.RowOf(_basis, summary) : IsOver ? _basis with { State = RunStates.Word(RunState.Error), ExitCode = _exit } : _basis;
            lock (_lock) return row with { Log = string.Join('\n', _log), Bytes = _bytes, EndedAt = _exit is null ? null : _basis.StartedAt + (long)(row.Seconds * 1000) };
        }
    }

    /// <summary>Completes after the next change.</summary>
    internal Task NextChange
    {
        get { lock (_lock) return _pulse.Task; }
    }

    /// <summary>Takes a line of the record.</summary>
    internal void Take(string text)
    {
        var line = RunEventJson.Parse(text);
        if (line is RunStarted start && start.RunId != Id)
        {
            line = start with { RunId = Id };
            text = RunEventJson.Line(line);
        }

        lock (_lock)
        {
            if (line is not null) _builder.Add(line);
            else _builder.AddLine(text);
            _summary = null;
        }

        if (line is not null) Tail.Add(new RunLine(line.Seq, text));
        else TakeLog(text);
    }

    /// <summary>Takes a line that is not of the record.</summary>
    internal void TakeLog(string line)
    {
        if (line.Length == 0) return;
        lock (_lock)
        {
            _log.Enqueue(line.Length > 2000 ? line[..2000] + "…" : line);
            if (_log.Count > LogLimit) _log.Dequeue();
        }
    }

    /// <summary>Bytes of it are in the database.</summary>
    internal void Wrote(RunChunk chunk)
    {
        lock (_lock) _bytes += chunk.Body.Length;
        Tail.Saved(chunk.LastSeq);
    }

    /// <summary>The process has ended and everything it wrote is taken.</summary>
    internal void Close(int exit)
    {
        lock (_lock)
        {
            _exit = exit;
            _summary = null;
            if (!_builder.Ended) _log.Enqueue($"The process of the run ended with status {exit} before its record did.");
        }
    }

    /// <summary>Wakes those who follow it.</summary>
    internal void Pulse()
    {
        TaskCompletionSource pulse;
        lock (_lock) (pulse, _pulse) = (_pulse, new(TaskCreationOptions.RunContinuationsAsynchronously));
        pulse.TrySetResult();
    }
}
