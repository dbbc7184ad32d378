namespace Pensieve.Engine.Gguf;

/// <summary>How a model would be loaded, as far as memory is concerned.</summary>
public sealed record MemoryOptions
{
    /// <summary>Cells of the unified KV cache: tokens of all sequences together, 1 to 2^26.</summary>
    public required int ContextTokens { get; init; }

    /// <summary>Sequences decoded at once, 1 to 1,024.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>Most tokens in one decode step, 1 to 2^20.</summary>
    public int BatchTokens { get; init; } = 512;

    /// <summary>Most positions of one step whose logits are wanted; 0 = one per sequence.</summary>
    public int Outputs { get; init; }

    /// <summary>Type of keys and values in the cache: F32, F16, BF16, Q8_0, Q4_0 …</summary>
    public GgmlType KvType { get; init; } = GgmlType.F16;

    /// <summary>Layers on the device, the output layer counting as one; negative = all, 0 = none.</summary>
    public int GpuLayers { get; init; }

    /// <summary>Whether the file is mapped rather than read; see <see cref="MemoryEstimate.MappedCopyBytes"/>.</summary>
    public bool MapFile { get; init; } = true;
}
