namespace Pensieve.Harness.Mock;

/// <summary>The mock's slots: first come, first served, and a bounded queue before them.</summary>
internal sealed class MockSlots(Func<MockScript> script)
{
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private readonly Lock _lock = new();
    private int _busy;

    /// <summary>Takes a slot, waiting for it; false = the queue is full.</summary>
    public async Task<bool> EnterAsync(CancellationToken cancellationToken)
    {
        var limit = script().Slots;
        TaskCompletionSource turn;
        lock (_lock)
        {
            if (limit <= 0 || _busy < limit)
            {
                _busy++;
                return true;
            }

            if (_waiting.Count >= script().Queue) return false;
            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
        }

        await turn.Task.WaitAsync(cancellationToken);
        return true;
    }

    /// <summary>Gives the slot to the next one.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (_waiting.TryDequeue(out var next)) next.SetResult();
            else _busy--;
        }
    }
}
