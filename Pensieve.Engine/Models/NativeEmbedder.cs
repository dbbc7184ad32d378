using System.Globalization;
using Pensieve.Engine.Native;
using Pensieve.Engine.Scheduling;

namespace Pensieve.Engine.Models;

/// <summary>A second context of a loaded model, which yields hidden states; see docs/adr/0010.</summary>
internal sealed class NativeEmbedder : IEmbedder, IDisposable
{
    /// <summary>Most tokens in one step.</summary>
    public const int BatchSize = 512;

    /// <summary>Inputs evaluated together; see docs/constants.md.</summary>
    private const int Sequences = 16;

    /// <summary>Most tokens of an input to a model that was not made for embeddings: its second cache should stay small.</summary>
    private const int MaxTokensOfOthers = 2048;

    private readonly NativeContext _context;

    private NativeEmbedder(NativeContext context, EmbeddingInfo info) => (_context, Info) = (context, info);

    /// <inheritdoc/>
    public EmbeddingInfo Info { get; }

    /// <inheritdoc/>
    public int Cells => _context.Cells;

    /// <inheritdoc/>
    public int MaxSequences => _context.MaxSequences;

    /// <summary>What the vectors of a model would be; null = it yields none that can be pooled.</summary>
    public static EmbeddingInfo? Describe(NativeModel model, ModelLoadOptions options, int contextPerSequence)
    {
        var declared = model.Metadata(model.Metadata("general.architecture") + ".pooling_type");
        var isDeclared = int.TryParse(declared, NumberStyles.None, CultureInfo.InvariantCulture, out var type) && Enum.IsDefined((Pooling)type);
        if (!isDeclared && type > (int)Pooling.Last) return null; // a reranker
        var pooling = Enum.TryParse<Pooling>(options.Pooling, ignoreCase: true, out var chosen) ? chosen : isDeclared ? (Pooling)type : Pooling.Mean;
        return new EmbeddingInfo(model.EmbeddingSize, pooling, isDeclared ? contextPerSequence : Math.Min(contextPerSequence, MaxTokensOfOthers), isDeclared);
    }

    /// <summary>Creates it; null = llama.cpp could not (memory).</summary>
    public static NativeEmbedder? Create(NativeModel model, EmbeddingInfo info, LlamaContextParams like)
    {
        var p = like;
        p.ContextSize = (uint)Math.Max(info.MaxTokens, BatchSize);
        p.BatchSize = p.MicroBatchSize = Math.Min(p.ContextSize, BatchSize);
        p.MaxSequences = Sequences;
        p.MaxOutputs = p.BatchSize;
        p.MaxOutputsPerSequence = 0;
        p.Embeddings = true;
        p.PoolingType = 0; // hidden states of tokens: pooled here, an input may take several steps
        return NativeContext.Create(model, p) is { } context ? new NativeEmbedder(context, info) : null;
    }

    /// <inheritdoc/>
    public DecodeStatus Decode(DecodeBatch batch) => _context.Decode(batch);

    /// <inheritdoc/>
    public ReadOnlySpan<float> HiddenState(int batchIndex) => _context.HiddenState(batchIndex, Info.Size);

    /// <inheritdoc/>
    public void Clear(int sequence) => _context.RemoveSequence(sequence);

    /// <inheritdoc/>
    public void Dispose() => _context.Dispose();
}
