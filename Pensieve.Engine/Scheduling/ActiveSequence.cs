using System.Buffers;
using System.Runtime.InteropServices;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Sampling;
using Pensieve.Engine.Tokens;

namespace Pensieve.Engine.Scheduling;

/// <summary>A request in a slot: its KV, its sampler, its text so far.</summary>
internal sealed class ActiveSequence(SequenceRequest job, Sampler sampler, TextAssembler assembler, ulong seed)
{
    private readonly ArrayBufferWriter<byte> _text = new(64);
    private readonly List<PendingLogProbs> _logProbs = [];
    private int _released;

    /// <summary>The request.</summary>
    public SequenceRequest Job => job;

    /// <summary>Chooses its tokens.</summary>
    public Sampler Sampler => sampler;

    /// <summary>Makes its text.</summary>
    public TextAssembler Assembler => assembler;

    /// <summary>Keeps what happens to it.</summary>
    public SequenceTracer Tracer { get; } = new();

    /// <summary>The seed in force.</summary>
    public ulong Seed => seed;

    /// <summary>Slot index; -1 while suspended.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>Its KV; null while suspended.</summary>
    public KvSequence? Kv { get; set; }

    /// <summary>The sequence whose prefill it waits to share; null = none.</summary>
    public ActiveSequence? Leader { get; set; }

    /// <summary>Tokens it will share with <see cref="Leader"/>.</summary>
    public int LeaderPrefix { get; set; }

    /// <summary>Prompt tokens that were reused at its first start.</summary>
    public int CachedTokens { get; set; } = -1;

    /// <summary>Tokens generated.</summary>
    public int OutputTokens { get; set; }

    /// <summary>Order of its first start.</summary>
    public long StartOrder { get; set; }

    /// <summary>Index of its last token in the current batch; -1 = it has none there that needs logits.</summary>
    public int LogitsIndex { get; set; } = -1;

    /// <summary>Positions in KV before the current step, to go back to if the step fails.</summary>
    public int LengthBeforeStep { get; set; }

    /// <summary>Tokens still to be evaluated before the next one can be sampled, ≥ 1 while it runs.</summary>
    public int Remaining => job.Tokens.Count - (Kv?.Length ?? 0);

    /// <summary>True while more than the last token is missing from KV, or nothing has been generated.</summary>
    public bool IsPrefilling => OutputTokens == 0 || Remaining > 1;

    /// <summary>Follows its thinking; null = the request does not ask for that.</summary>
    public ReasoningTracker? Reasoning { get; } = job.Request.Reasoning is { } options ? new ReasoningTracker(options, job.ClosingTokens) : null;

    /// <summary>The token that is put in place of the model's choice now; -1 = none.</summary>
    public int NextForced => Reasoning?.NextForced(assembler.IsInsideCharacter) ?? -1;

    /// <summary>Takes a sampled token's bytes.</summary>
    /// <returns>True if a stop string completed.</returns>
    public bool AppendText(ReadOnlySpan<byte> piece)
    {
        if (Reasoning is null) return assembler.Append(piece, _text);
        return Reasoning.Take(piece, out var text, out var exempt) && Append(text, exempt);
    }

    /// <summary>Releases held-back text at an end without a stop string.</summary>
    public void FlushText()
    {
        if (Reasoning is { HeldTokens: > 0 } tracker) Append(tracker.Held, tracker.Held.Length);
        assembler.Flush(_text);
    }

    // Each token is appended once, though the text of several may come together.
    private bool Append(ReadOnlySpan<byte> text, int exempt)
    {
        for (var held = Reasoning!.HeldTokens; held > 0; held--) assembler.Append([], _text);
        var isStopped = assembler.Append(text, _text, exempt);
        Reasoning.Release();
        return isStopped;
    }

    /// <summary>Remembers a token's log-probabilities until its text is delivered.</summary>
    public void AddLogProbs(SampledToken chosen, ReadOnlySpan<TokenScore> top) => _logProbs.Add(new PendingLogProbs(chosen, top.ToArray()));

    /// <summary>Reports what became deliverable, counting <paramref name="tokens"/> sampled tokens.</summary>
    public void Deliver(IStepSink sink, int tokens)
    {
        var ready = 0;
        if (job.Request.Sampling.TopLogProbs is not null)
        {
            ready = Math.Min(assembler.DeliveredTokens - _released, _logProbs.Count);
            _released += ready;
        }

        if (_text.WrittenCount == 0 && tokens == 0 && ready == 0) return;
        sink.Chunk(job, _text.WrittenSpan, tokens, CollectionsMarshal.AsSpan(_logProbs)[..ready]);
        _text.ResetWrittenCount();
        _logProbs.RemoveRange(0, ready);
    }
}
