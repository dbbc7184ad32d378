using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks.Sources;

namespace Pensieve.Engine.Requests;

/// <summary>What <see cref="Generation.NextAsync"/> reports, in this order: Prompted, Started, Chunk*, Ended; Wake at any time.</summary>
public enum GenerationEvent
{
    /// <summary>The prompt was tokenized, fits, and waits for a slot: <see cref="Generation.PromptTokens"/> is known.</summary>
    Prompted,

    /// <summary>A slot took it: <see cref="Generation.CachedTokens"/> is known.</summary>
    Started,

    /// <summary>Output is in <see cref="Generation.Chunk"/>.</summary>
    Chunk,

    /// <summary><see cref="Generation.Wake"/> was called; nothing else happened.</summary>
    Wake,

    /// <summary>It is over; <see cref="Generation.Result"/> is set. A request that fails early reports only this.</summary>
    Ended,
}

/// <summary>
/// The reader's end of one running request: one producer (the engine), one consumer (an API writer). Output waits in a
/// bounded buffer; what arrives while the consumer is busy is handed over as one chunk. A full buffer ends the request
/// as <see cref="FailureKind.ClientTooSlow"/>: the engine never waits for a reader.
/// </summary>
public sealed class Generation : IAsyncDisposable, IValueTaskSource<GenerationEvent>
{
    /// <summary>Output bytes and chunks that may wait for the reader.</summary>
    internal const int MaxPendingBytes = 64 * 1024;

    /// <inheritdoc cref="MaxPendingBytes"/>
    internal const int MaxPendingChunks = 1024;

    [ThreadStatic] private static bool t_signalling;
    private readonly Lock _gate = new();
    private readonly Action<Generation> _cancel;
    private ManualResetValueTaskSourceCore<GenerationEvent> _signal = new() { RunContinuationsAsynchronously = true };
    private bool _waiting;
    private bool _wake;
    private bool _prompted;
    private bool _promptedSeen;
    private bool _started;
    private bool _startedSeen;
    private bool _endedSeen;
    private int _cancelRequested;

    private ArrayBufferWriter<byte> _filling = new(256);
    private ArrayBufferWriter<byte> _reading = new(256);
    private int _fillingTokens;
    private int _fillingChunks;
    private List<TokenLogProbs>? _fillingLogProbs;
    private GenerationResult? _result;

    internal Generation(GenerationRequest request, Action<Generation> cancel)
    {
        Request = request;
        _cancel = cancel;
    }

    /// <summary>What was asked for.</summary>
    public GenerationRequest Request { get; }

    /// <summary>Prompt tokens, cached ones included; known from <see cref="GenerationEvent.Prompted"/> on.</summary>
    public int PromptTokens { get; private set; }

    /// <summary>Prompt tokens reused from the KV cache; known from <see cref="GenerationEvent.Started"/> on.</summary>
    public int CachedTokens { get; private set; }

    /// <summary>The output reported last; valid until the next call of <see cref="NextAsync"/>.</summary>
    public GenerationChunk Chunk { get; private set; }

    /// <summary>How it ended; throws before <see cref="GenerationEvent.Ended"/>.</summary>
    public GenerationResult Result => _result ?? throw new InvalidOperationException("The generation has not ended.");

    /// <summary>True once the engine has ended it, whether or not the reader has seen that.</summary>
    public bool HasEnded => Volatile.Read(ref _result) is not null;

    /// <summary>
    /// The next event. One call at a time; do not call again after <see cref="GenerationEvent.Ended"/>. It takes no token:
    /// tie a client's disconnect to <see cref="Cancel"/>, and the engine's end follows within a step.
    /// </summary>
    public ValueTask<GenerationEvent> NextAsync()
    {
        lock (_gate)
        {
            // A reader that runs on the frame thread leaves it before the end: what comes after a request is not the
            // engine's business, and might wait for the very thread it runs on.
            var leaveThread = t_signalling && OnlyTheEndIsLeft;
            if (!leaveThread && TryTake(out var ready)) return new ValueTask<GenerationEvent>(ready);
            _waiting = true;
            _signal.Reset();
            if (leaveThread) ThreadPool.UnsafeQueueUserWorkItem(static generation => generation.Signal(), this, preferLocal: false);
            return new ValueTask<GenerationEvent>(this, _signal.Version);
        }
    }

    /// <summary>Makes a pending or the next <see cref="NextAsync"/> return, so that the reader can send a keep-alive.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            if (_endedSeen) return;
            _wake = true;
        }

        Signal();
    }

    /// <summary>Asks the engine to end it as Cancelled. Idempotent; no effect after the end.</summary>
    public void Cancel()
    {
        if (HasEnded || Interlocked.Exchange(ref _cancelRequested, 1) != 0) return;
        _cancel(this);
    }

    /// <summary>Cancels it if it has not ended.</summary>
    public ValueTask DisposeAsync()
    {
        Cancel();
        return ValueTask.CompletedTask;
    }

    internal void PostPrompted(int promptTokens)
    {
        lock (_gate)
        {
            PromptTokens = promptTokens;
            _prompted = true;
        }

        Signal();
    }

    internal void PostStarted(int cachedTokens)
    {
        lock (_gate)
        {
            CachedTokens = cachedTokens;
            _started = true;
        }

        Signal();
    }

    /// <summary>
    /// Buffers output without waking the reader: a frame's chunks are posted first and each reader woken once, by
    /// <see cref="Signal"/>. False = the buffer is full and nothing was taken: the caller ends the request as ClientTooSlow.
    /// </summary>
    internal bool Buffer(ReadOnlySpan<byte> utf8, int tokens, IReadOnlyList<TokenLogProbs>? logProbs = null)
    {
        lock (_gate)
        {
            if (_result is not null) return true;
            if (_fillingChunks >= MaxPendingChunks || _filling.WrittenCount + utf8.Length > MaxPendingBytes) return false;
            _filling.Write(utf8);
            _fillingTokens += tokens;
            _fillingChunks++;
            if (logProbs is not null) (_fillingLogProbs ??= []).AddRange(logProbs);
            return true;
        }
    }

    /// <summary><see cref="Buffer"/> and <see cref="Signal"/>.</summary>
    internal bool PostChunk(ReadOnlySpan<byte> utf8, int tokens, IReadOnlyList<TokenLogProbs>? logProbs = null)
    {
        var taken = Buffer(utf8, tokens, logProbs);
        Signal();
        return taken;
    }

    /// <summary>Ends it; only the first call counts.</summary>
    /// <returns>True if this call ended it.</returns>
    internal bool PostEnd(GenerationResult result)
    {
        lock (_gate)
        {
            if (_result is not null) return false;
            Volatile.Write(ref _result, result);
        }

        Signal();
        return true;
    }

    /// <summary>Wakes the reader if there is something for it.</summary>
    internal void Signal()
    {
        GenerationEvent ready;
        lock (_gate)
        {
            if (!_waiting || !TryTake(out ready)) return;
            _waiting = false;
        }

        // A chunk's reader runs on the caller's thread, outside the lock: it formats, starts a write and comes back, which
        // is cheaper than waking another thread for it. Everything else may do more and gets a thread of the pool.
        var stay = ready == GenerationEvent.Chunk;
        _signal.RunContinuationsAsynchronously = !stay;
        t_signalling = stay;
        _signal.SetResult(ready);
        t_signalling = false;
    }

    private bool OnlyTheEndIsLeft => _result is not null && _fillingChunks == 0 && _prompted == _promptedSeen && _started == _startedSeen;

    private bool TryTake(out GenerationEvent ready)
    {
        if (_prompted && !_promptedSeen)
        {
            _promptedSeen = true;
            ready = GenerationEvent.Prompted;
            return true;
        }

        if (_started && !_startedSeen)
        {
            _startedSeen = true;
            ready = GenerationEvent.Started;
            return true;
        }

        if (_fillingChunks > 0)
        {
            TakeChunk();
            ready = GenerationEvent.Chunk;
            return true;
        }

        if (_result is not null)
        {
            if (_endedSeen) throw new InvalidOperationException("The end was already reported.");
            _endedSeen = true;
            ready = GenerationEvent.Ended;
            return true;
        }

        ready = GenerationEvent.Wake;
        var woken = _wake;
        _wake = false;
        return woken;
    }

    private void TakeChunk()
    {
        (_filling, _reading) = (_reading, _filling);
        _filling.ResetWrittenCount();
        Chunk = new GenerationChunk(_reading.WrittenMemory, _fillingTokens, _fillingLogProbs);
        _fillingTokens = 0;
        _fillingChunks = 0;
        _fillingLogProbs = null;
    }

    GenerationEvent IValueTaskSource<GenerationEvent>.GetResult(short token) => _signal.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<GenerationEvent>.GetStatus(short token) => _signal.GetStatus(token);

    [SuppressMessage("Design", "CA1033", Justification = "Only the awaiter calls it.")]
    void IValueTaskSource<GenerationEvent>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _signal.OnCompleted(continuation, state, token, flags);
}
