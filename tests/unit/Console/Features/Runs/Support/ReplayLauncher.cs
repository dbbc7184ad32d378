using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Unit.Console.Features.Runs.Support;

/// <summary>Runs that replay a synthetic record: whole and at once, or as far as a test lets them.</summary>
public sealed class ReplayLauncher : IRunLauncher
{
    private readonly Func<RunRequest, IReadOnlyList<RunEvent>> _record;

    /// <summary>Replays what <paramref name="record"/> gives; without it, a record of the suites asked for.</summary>
    public ReplayLauncher(Func<RunRequest, IReadOnlyList<RunEvent>>? record = null) => _record = record ?? (request =>
        SyntheticRecord.Of("its-own-id", DateTimeOffset.UtcNow.AddMinutes(-2), request.Suites.Contains("all") ? null : [.. request.Suites], (int)(request.Seed ?? 7)));

    /// <summary>Whether a run gives its record by itself, and not as <see cref="ReplayProcess.Emit"/> says.</summary>
    public bool IsAutomatic { get; init; } = true;

    /// <summary>Whether an interrupted run stays deaf.</summary>
    public bool IsDeaf { get; init; }

    /// <summary>Why no run can start; null = they can.</summary>
    public string? Refusal { get; set; }

    /// <summary>Processes that were started.</summary>
    public List<ReplayProcess> Started { get; } = [];

    /// <inheritdoc/>
    public IRunProcess Start(RunRequest request, string id)
    {
        if (Refusal is not null) throw new InvalidOperationException(Refusal);
        var process = new ReplayProcess(_record(request), IsDeaf);
        Started.Add(process);
        if (IsAutomatic) process.Finish();
        return process;
    }
}

/// <summary>A process that never was.</summary>
public sealed class ReplayProcess : IRunProcess
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly IReadOnlyList<RunEvent> _record;
    private readonly bool _isDeaf;
    private readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private int _next;

    internal ReplayProcess(IReadOnlyList<RunEvent> record, bool isDeaf)
    {
        (_record, _isDeaf) = (record, isDeaf);
        Events = new StreamReader(_pipe.Reader.AsStream(), Encoding.UTF8);
    }

    /// <inheritdoc/>
    public TextReader Events { get; }

    /// <inheritdoc/>
    public TextReader Log { get; } = new StringReader("replaying\n");

    /// <summary>It was asked to stop.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>It was killed.</summary>
    public bool IsKilled { get; private set; }

    /// <summary>Gives the next so many lines.</summary>
    public void Emit(int count)
    {
        lock (_lock)
        {
            for (; count > 0 && _next < _record.Count; count--) Write(RunEventJson.Line(_record[_next++]) + "\n");
        }
    }

    /// <summary>Gives up to and with the first event of a kind that fits.</summary>
    public void EmitThrough<T>(Func<T, bool>? fits = null) where T : RunEvent
    {
        while (_next < _record.Count)
        {
            var line = _record[_next];
            Emit(1);
            if (line is T it && fits?.Invoke(it) != false) return;
        }
    }

    /// <summary>Gives the rest and ends.</summary>
    public void Finish()
    {
        Emit(int.MaxValue);
        End(_record[^1] is RunEnded ended ? ended.ExitCode : 2);
    }

    /// <summary>Writes half a line and dies.</summary>
    public void Crash()
    {
        lock (_lock) Write("""{"type":"measure","metr""");
        End(137);
    }

    /// <inheritdoc/>
    public void Interrupt()
    {
        IsInterrupted = true;
        if (_isDeaf) return;
        lock (_lock)
        {
            var seq = _next;
            Write(RunEventJson.Line(new RunEnded(CaseStatus.Passed, 0, 1, 0, 0, 0, _record[Math.Max(0, seq - 1)].T, Partial: true) { Seq = seq, T = _record[Math.Max(0, seq - 1)].T }) + "\n");
            _next = _record.Count;
        }

        End(0);
    }

    /// <inheritdoc/>
    public void Kill()
    {
        IsKilled = true;
        End(137);
    }

    /// <inheritdoc/>
    public Task<int> WaitAsync(CancellationToken cancellationToken) => _exit.Task.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => Events.Dispose();

    private void End(int exit)
    {
        if (_exit.TrySetResult(exit)) _pipe.Writer.Complete();
    }

    private void Write(string text)
    {
        if (_exit.Task.IsCompleted) return;
        _pipe.Writer.Write(Encoding.UTF8.GetBytes(text));
        _pipe.Writer.FlushAsync().AsTask().GetAwaiter().GetResult();
    }
}
