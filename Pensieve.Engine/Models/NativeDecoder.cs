using Pensieve.Engine.Native;
using Pensieve.Engine.Scheduling;

namespace Pensieve.Engine.Models;

/// <summary>The decode loop's view of a loaded model.</summary>
internal sealed class NativeDecoder(NativeModel model, NativeContext context) : IDecoder
{
    /// <inheritdoc/>
    public int Cells => context.Cells;

    /// <inheritdoc/>
    public int MaxSequences => context.MaxSequences;

    /// <inheritdoc/>
    public bool CanSharePrefix { get; } = model.CanSharePrefix;

    /// <inheritdoc/>
    public DecodeStatus Decode(DecodeBatch batch) => context.Decode(batch);

    /// <inheritdoc/>
    public Span<float> Logits(int batchIndex) => context.Logits(batchIndex);

    /// <inheritdoc/>
    public bool RemoveSequence(int sequence, int from) => context.RemoveSequence(sequence, from);

    /// <inheritdoc/>
    public void ShareSequence(int source, int destination, int to) => context.ShareSequence(source, destination, to);
}
