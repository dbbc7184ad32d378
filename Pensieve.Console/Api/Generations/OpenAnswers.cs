namespace Pensieve.Console.Api.Generations;

/// <summary>
/// Answers whose last byte is not written yet. The engine is done with a request before its reader has the end of it: a drain that
/// asked the engine alone would close the connection in between. Thread-safe.
/// </summary>
public sealed class OpenAnswers
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _none;
    private int _count;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _count;
        }
    }

    /// <summary>Whether somebody waits for their end.</summary>
    internal bool IsAwaited
    {
        get
        {
            lock (_lock) return _none is not null;
        }
    }

    /// <summary>
    /// Counts one until its response is complete. Called before the engine is asked, so that there is no moment at which neither
    /// knows of it. Disposed earlier by a refusal, which holds up no drain.
    /// </summary>
    public IDisposable Begin(HttpResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        lock (_lock) _count++;
        var answer = new Answer(this);
        response.RegisterForDispose(answer);
        return answer;
    }

    /// <summary>Completes at a moment at which there is none.</summary>
    public Task WhenNoneAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_count == 0) return Task.CompletedTask;
            _none ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _none.Task.WaitAsync(cancellationToken);
        }
    }

    private void End()
    {
        lock (_lock)
        {
            if (--_count > 0) return;
            _none?.SetResult();
            _none = null;
        }
    }

    private sealed class Answer(OpenAnswers all) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0) all.End();
        }
    }
}
