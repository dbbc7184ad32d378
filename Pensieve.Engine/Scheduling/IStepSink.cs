using Pensieve.Engine.Requests;
using Pensieve.Engine.Sampling;

namespace Pensieve.Engine.Scheduling;

/// <summary>Counts and times of one or several steps, and gauges after the last of them.</summary>
/// <param name="Steps">Steps in it; 0 = something happened between steps.</param>
/// <param name="DecodeNs">Time in the native decode.</param>
/// <param name="SampleNs">Time from its end until every sequence was sampled and assembled.</param>
/// <param name="PrefillTokens">Prompt tokens evaluated.</param>
/// <param name="DecodedTokens">Tokens sampled.</param>
/// <param name="KvUsed">KV cells of running requests.</param>
/// <param name="KvRetained">KV cells kept for reuse.</param>
/// <param name="Queued">Requests waiting for a slot.</param>
/// <param name="OldestQueuedNs">When the oldest of them was queued; 0 = none waits.</param>
internal readonly record struct StepStats(
    int Steps, long DecodeNs, long SampleNs, int PrefillTokens, int DecodedTokens, int KvUsed, int KvRetained, int Queued, long OldestQueuedNs)
{
    /// <summary>Both together; gauges are those of the later one.</summary>
    public StepStats Then(in StepStats later) => later with
    {
        Steps = Steps + later.Steps,
        DecodeNs = DecodeNs + later.DecodeNs,
        SampleNs = SampleNs + later.SampleNs,
        PrefillTokens = PrefillTokens + later.PrefillTokens,
        DecodedTokens = DecodedTokens + later.DecodedTokens,
    };
}

/// <summary>A sampled token's log-probability and alternatives, not yet delivered.</summary>
internal sealed record PendingLogProbs(SampledToken Chosen, TokenScore[] Top);

/// <summary>Receives what the decode loop reports, on the loop's thread, in order.</summary>
internal interface IStepSink
{
    /// <summary>The prompt fits and the request is queued.</summary>
    void Prompted(SequenceRequest request);

    /// <summary>A slot took it.</summary>
    void Started(SequenceRequest request, int slot, int cachedTokens);

    /// <summary>So much of its prompt is in the KV cache.</summary>
    void Progress(SequenceRequest request, int promptDone);

    /// <summary>Text became deliverable, or tokens were sampled whose text is held back.</summary>
    void Chunk(SequenceRequest request, ReadOnlySpan<byte> utf8, int tokens, ReadOnlySpan<PendingLogProbs> logProbs);

    /// <summary>It ended; nothing more comes for this request.</summary>
    void End(SequenceRequest request, GenerationResult result);

    /// <summary>A step, or something between steps, is over. The sink may hold it back for a moment.</summary>
    void Flush(in StepStats stats);

    /// <summary>No step follows for now: hand over what was held back.</summary>
    void Idle();
}
