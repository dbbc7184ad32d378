using Pensieve.Engine.Requests;
using Pensieve.Engine.Scheduling;
using Pensieve.Engine.Tokens;

namespace Pensieve.Engine.Worker;

/// <summary>
/// Writes what steps made known into one frame and sends it: at once if a request came further (queued, started, first
/// token, ended), else no more often than every <see cref="FlushIntervalNs"/>. On the decode thread; allocates nothing per token.
/// </summary>
internal sealed class StepFrameWriter(IFrameChannel channel, TokenTable vocabulary, Action<uint> ended) : IStepSink
{
    /// <summary>
    /// Every frame wakes a reader, writers and clients, which take their time from the compute threads. Text that comes
    /// faster than displays show it (60 times a second) shares a frame; where every step takes longer, each has its own. See
    /// docs/constants.md.
    /// </summary>
    internal const long FlushIntervalNs = 16_000_000;

    private readonly FrameWriter _events = new();
    private readonly FrameWriter _frame = new();
    private StepStats _stats;
    private long _sentNs;
    private bool _begun;
    private bool _urgent;

    /// <inheritdoc/>
    public void Prompted(SequenceRequest request) => Urgent(StepEvent.Prompted, request).Int32(request.PromptLength);

    /// <inheritdoc/>
    public void Started(SequenceRequest request, int slot, int cachedTokens) => Urgent(StepEvent.Started, request).Int32(slot).Int32(cachedTokens);

    /// <inheritdoc/>
    public void Progress(SequenceRequest request, int promptDone) => Event(StepEvent.Progress, request).Int32(promptDone);

    /// <inheritdoc/>
    public void Chunk(SequenceRequest request, ReadOnlySpan<byte> utf8, int tokens, ReadOnlySpan<PendingLogProbs> logProbs)
    {
        // The first token is what a client waits for.
        _urgent |= request.Phases.FirstToken >= _sentNs;
        Event(StepEvent.Chunk, request).Int32(tokens).Bytes(utf8).Int32(logProbs.Length);
        foreach (var pending in logProbs)
        {
            LogProb(pending.Chosen.Token, pending.Chosen.LogProb);
            _events.Int32(pending.Top.Length);
            foreach (var score in pending.Top) LogProb(score.Token, score.LogProb);
        }
    }

    /// <inheritdoc/>
    public void End(SequenceRequest request, GenerationResult result)
    {
        ResultCodec.Write(Urgent(StepEvent.End, request), result);
        ended(request.Handle);
    }

    /// <inheritdoc/>
    public void Flush(in StepStats stats)
    {
        _stats = _stats.Then(stats);
        var now = EngineClock.NowNs;
        if (_urgent || now - _sentNs >= FlushIntervalNs) Send(now);
    }

    /// <inheritdoc/>
    public void Idle()
    {
        if (_begun || _stats.Steps > 0) Send(EngineClock.NowNs);
    }

    private void Send(long now)
    {
        _frame.Begin(FrameKind.Step);
        StatsCodec.Write(_frame, _stats);
        if (_begun) _frame.Raw(_events.Frame[1..]);
        channel.Send(_frame.Frame);
        _sentNs = now;
        _stats = default;
        _begun = _urgent = false;
    }

    private FrameWriter Urgent(StepEvent kind, SequenceRequest request)
    {
        _urgent = true;
        return Event(kind, request);
    }

    private FrameWriter Event(StepEvent kind, SequenceRequest request)
    {
        if (!_begun) _events.Begin(FrameKind.Step);
        _begun = true;
        return _events.Byte((byte)kind).Int32((int)request.Handle);
    }

    private void LogProb(int token, float logProb) => _events.Int32(token).Single(logProb).Bytes(vocabulary.Piece(token));
}
