using Pensieve.Engine.Requests;
using Pensieve.Engine.Scheduling;
using Pensieve.Engine.Tokens;

namespace Pensieve.Engine.Worker;

/// <summary>Writes what a step made known into one frame, and sends it when the step ends. On the decode thread; allocates nothing per token.</summary>
internal sealed class StepFrameWriter(IFrameChannel channel, TokenTable vocabulary, Action<uint> ended) : IStepSink
{
    private readonly FrameWriter _events = new();
    private readonly FrameWriter _frame = new();
    private bool _begun;

    /// <inheritdoc/>
    public void Prompted(SequenceRequest request) => Event(StepEvent.Prompted, request).Int32(request.PromptLength);

    /// <inheritdoc/>
    public void Started(SequenceRequest request, int slot, int cachedTokens) => Event(StepEvent.Started, request).Int32(slot).Int32(cachedTokens);

    /// <inheritdoc/>
    public void Progress(SequenceRequest request, int promptDone) => Event(StepEvent.Progress, request).Int32(promptDone);

    /// <inheritdoc/>
    public void Chunk(SequenceRequest request, ReadOnlySpan<byte> utf8, int tokens, ReadOnlySpan<PendingLogProbs> logProbs)
    {
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
        ResultCodec.Write(Event(StepEvent.End, request), result);
        ended(request.Handle);
    }

    /// <inheritdoc/>
    public void Flush(in StepStats stats)
    {
        _frame.Begin(FrameKind.Step);
        StatsCodec.Write(_frame, stats);
        if (_begun) _frame.Raw(_events.Frame[1..]);
        _begun = false;
        channel.Send(_frame.Frame);
    }

    private FrameWriter Event(StepEvent kind, SequenceRequest request)
    {
        if (!_begun) _events.Begin(FrameKind.Step);
        _begun = true;
        return _events.Byte((byte)kind).Int32((int)request.Handle);
    }

    private void LogProb(int token, float logProb) => _events.Int32(token).Single(logProb).Bytes(vocabulary.Piece(token));
}
