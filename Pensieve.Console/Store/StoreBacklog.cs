using System.Threading.Channels;

namespace Pensieve.Console.Store;

/// <summary>
/// Writes to the database what must not wait for it, in order. What the database does not take is tried again until it does; what
/// does not fit meanwhile is dropped, oldest first, and counted. A write that throws has a bug: after <see cref="MostFaults"/>
/// tries its batch is given up, so that one bad item does not hold up all that follow.
/// </summary>
internal sealed class StoreBacklog<T>
{
    /// <summary>Tries of a write that throws.</summary>
    public const int MostFaults = 3;

    private readonly BacklogLimits _limits;
    private readonly Func<IReadOnlyList<T>, CancellationToken, Task<StoreFailure?>> _write;
    private readonly Action<Exception> _givenUp;
    private readonly TimeProvider _time;
    private readonly Channel<T> _waiting;
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly List<T> _batch = [];
    private int _looks;
    private int _faults;
    private long _dropped;

    /// <summary>Creates it; nothing is written before <see cref="RunAsync"/> or <see cref="StepAsync"/>.</summary>
    /// <param name="limits">Its bounds.</param>
    /// <param name="write">Writes a batch; null = done. The batch is empty after a <see cref="Look"/>, and must not be kept.</param>
    /// <param name="givenUp">Told of the fault for which a batch was given up.</param>
    /// <param name="time">Clock of the waits.</param>
    public StoreBacklog(BacklogLimits limits, Func<IReadOnlyList<T>, CancellationToken, Task<StoreFailure?>> write, Action<Exception> givenUp, TimeProvider time)
    {
        (_limits, _write, _givenUp, _time) = (limits, write, givenUp, time);
        _waiting = Channel.CreateBounded<T>(new BoundedChannelOptions(limits.Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, _ => Drop(1));
    }

    /// <summary>Items that were not written and never will be.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Takes an item; never waits.</summary>
    public void Add(T item)
    {
        _waiting.Writer.TryWrite(item);
        _bell.Writer.TryWrite(true);
    }

    /// <summary>Asks for a write without an item: what is kept may have to change.</summary>
    public void Look()
    {
        Interlocked.Increment(ref _looks);
        _bell.Writer.TryWrite(true);
    }

    /// <summary>Counts items that are not written for another reason.</summary>
    public void Drop(int items) => Interlocked.Add(ref _dropped, items);

    /// <summary>Writes until it is cancelled, and then once what is left, within the time that the host gives.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _bell.Reader.WaitToReadAsync(stoppingToken))
            {
                _bell.Reader.TryRead(out _);
                while (!await StepAsync(stoppingToken)) await Task.Delay(_limits.Patience, _time, stoppingToken);
                if (_limits.Interval > TimeSpan.Zero) await Task.Delay(_limits.Interval, _time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await StepAsync(CancellationToken.None);
        }
    }

    /// <summary>Writes what waits; false = not all of it was taken.</summary>
    public async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        var looks = Volatile.Read(ref _looks);
        if (looks > 0)
        {
            if (!await TryAsync([], cancellationToken)) return false;
            Interlocked.Add(ref _looks, -looks);
        }

        while (true)
        {
            while (_batch.Count < _limits.Batch && _waiting.Reader.TryRead(out var item)) _batch.Add(item);
            if (_batch.Count == 0) return true;
            if (!await TryAsync(_batch, cancellationToken)) return false;
            _batch.Clear();
        }
    }

    // True = the batch is done with, one way or the other.
    private async Task<bool> TryAsync(List<T> batch, CancellationToken cancellationToken)
    {
        try
        {
            if (await _write(batch, cancellationToken) is not null) return false;
            _faults = 0;
            return true;
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            if (++_faults < MostFaults) return false;
            _faults = 0;
            Drop(batch.Count);
            _givenUp(fault);
            return true;
        }
    }
}
