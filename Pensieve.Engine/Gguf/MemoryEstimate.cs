using System.Runtime.Intrinsics.X86;

namespace Pensieve.Engine.Gguf;

/// <summary>
/// Memory that llama.cpp v0.5.0 takes for a model, in bytes, from the tensor table and the shape alone.
/// <para>
/// Weights: sum of the tensors. KV: layers × cells × (key + value row), exact (llama-kv-cache.cpp). Logits: outputs ×
/// vocabulary × 4 (llama-context.cpp). Compute, with flash attention: the attention mask (cells × batch × 2) and the larger of
/// batch × 4 × (4 widths + 3 feed-forwards) and batch × 4 × (4.7 widths + 1.3 KV widths), or, where every position's logits are
/// asked for, outputs × 4 × (vocabulary + 2 widths). The factors are fitted to what the graph allocator (ggml-alloc.c)
/// reserves: over 43 loads of eight shapes with an F16 cache (width 64 to 2048, feed-forward 64 to 8192, vocabulary 4,096 to 50,257, 512 to
/// 131,072 cells, batches of 64 to 2,048) the compute buffer is met within 1 % for the proportions of trained models
/// and within 9 % for the odd ones. Without flash attention it is several times larger. A sliding window is not deducted.
/// </para>
/// </summary>
public sealed record MemoryEstimate
{
    /// <summary>
    /// Resident memory of a .NET process that has loaded libllama and every back end, before any model: 99 MB measured on
    /// Linux x64 without a GPU driver; a worker's own heap and code are counted with 15 MB.
    /// </summary>
    public const long ProcessBytes = 115_000_000;

    // Against the resident memory of four whole loads (60M Q8_0; width 896 and 2048 Q4_0, mapped and read), after a full batch and
    // less the bare process: +5, +5, +1 and +1 %.

    /// <summary>Measured per token of vocabulary: strings and hash tables of the tokenizer, 315 to 380 bytes.</summary>
    private const long BytesPerToken = 350;

    /// <summary>Measured per cell: position and sequence set, 52 bytes.</summary>
    private const long BytesPerCell = 52;

    /// <summary>Measured: graph, scheduler and work buffers that do not grow with the shape.</summary>
    private const long ContextFixedBytes = 3_000_000;

    /// <summary>Weights on the host and on the device.</summary>
    public required long HostWeightBytes { get; init; }

    /// <inheritdoc cref="HostWeightBytes"/>
    public required long DeviceWeightBytes { get; init; }

    /// <summary>KV cache (and recurrent state) on the host and on the device.</summary>
    public required long HostKvBytes { get; init; }

    /// <inheritdoc cref="HostKvBytes"/>
    public required long DeviceKvBytes { get; init; }

    /// <summary>Compute buffers on the host and on the device.</summary>
    public required long HostComputeBytes { get; init; }

    /// <inheritdoc cref="HostComputeBytes"/>
    public required long DeviceComputeBytes { get; init; }

    /// <summary>Logits, tokenizer, cell table, and the process itself; always on the host.</summary>
    public required long OverheadBytes { get; init; }

    /// <summary>
    /// Clean pages of the mapped file that stay resident beside a copy rearranged for the processor (Q4_0, Q4_K and such).
    /// They count in resident memory, but the system takes them back when it needs them; 0 where the file is not mapped.
    /// </summary>
    public required long MappedCopyBytes { get; init; }

    /// <summary>What the host must have: all but <see cref="MappedCopyBytes"/>.</summary>
    public long HostBytes => HostWeightBytes + HostKvBytes + HostComputeBytes + OverheadBytes;

    /// <summary>What the device must have; 0 = nothing is on a device.</summary>
    public long DeviceBytes => DeviceWeightBytes + DeviceKvBytes + DeviceComputeBytes;

    /// <summary>Host and device together.</summary>
    public long TotalBytes => HostBytes + DeviceBytes;

    /// <summary>Resident memory that the worker is expected to show once it has evaluated a full batch.</summary>
    public long ResidentBytes => HostBytes + MappedCopyBytes;

    /// <summary>Weights, KV cache, compute buffers: for one line of text.</summary>
    public long WeightBytes => HostWeightBytes + DeviceWeightBytes;

    /// <inheritdoc cref="WeightBytes"/>
    public long KvBytes => HostKvBytes + DeviceKvBytes;

    /// <inheritdoc cref="WeightBytes"/>
    public long ComputeBytes => HostComputeBytes + DeviceComputeBytes;

    /// <summary>Estimates. With a checked shape and options in their ranges no product reaches 63 bits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static MemoryEstimate For(GgufFile file, ModelShape shape, MemoryOptions options)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.ContextTokens is >= 1 and <= 1 << 26, true);
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.Parallel is >= 1 and <= 1024, true);
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.BatchTokens is >= 1 and <= 1 << 20, true);
        checked
        {
            // llama.cpp counts layers from the end: the output first, then the last block. Embeddings stay on the host.
            var onDevice = options.GpuLayers < 0 ? shape.Layers + 1 : Math.Min(options.GpuLayers, shape.Layers + 1);
            var firstOnDevice = Math.Max(shape.Layers + 1 - onDevice, 0);
            var weights = Weights(file, shape, onDevice, firstOnDevice, options.MapFile);

            var (hostKv, deviceKv) = (0L, 0L);
            for (var layer = 0; layer < shape.Layers; layer++)
            {
                var row = RowBytes(options.KvType, (long)shape.KvHeads[layer] * shape.KeyWidth)
                    + RowBytes(options.KvType, (long)shape.KvHeads[layer] * shape.ValueWidth);
                var bytes = row * options.ContextTokens;
                (hostKv, deviceKv) = onDevice > 0 && layer >= firstOnDevice ? (hostKv, deviceKv + bytes) : (hostKv + bytes, deviceKv);
            }

            var state = shape.RecurrentBytesPerSequence * options.Parallel;
            var outputs = options.Outputs > 0 ? options.Outputs : options.Parallel;
            var compute = Compute(shape, options, outputs);
            return new MemoryEstimate
            {
                HostWeightBytes = weights.Host,
                DeviceWeightBytes = weights.Device,
                MappedCopyBytes = weights.MappedCopy,
                HostKvBytes = hostKv + (onDevice > 0 ? 0 : state),
                DeviceKvBytes = deviceKv + (onDevice > 0 ? state : 0),
                HostComputeBytes = onDevice > 0 ? Inputs(shape, options) : compute,
                DeviceComputeBytes = onDevice > 0 ? compute : 0,
                OverheadBytes = ProcessBytes + ContextFixedBytes + (4L * Math.Max(outputs, options.Parallel) * shape.Vocabulary)
                    + (BytesPerToken * shape.Vocabulary) + (BytesPerCell * options.ContextTokens),
            };
        }
    }

    private static (long Host, long Device, long MappedCopy) Weights(GgufFile file, ModelShape shape, int onDevice, int firstOnDevice, bool map)
    {
        var (host, device, hasOutput) = (0L, 0L, false);
        var (inPlace, mappedFrom, mappedTo) = (0L, long.MaxValue, 0L);
        foreach (var tensor in file.Tensors)
        {
            hasOutput |= tensor.Name == "output.weight";
            if (IsOnDevice(tensor.Name))
            {
                device += tensor.Bytes;
                continue;
            }

            host += tensor.Bytes;
            if (map && !IsRearranged(tensor))
            {
                inPlace += tensor.Bytes;
                (mappedFrom, mappedTo) = (Math.Min(mappedFrom, tensor.Offset), Math.Max(mappedTo, tensor.Offset + tensor.Bytes));
            }
        }

        // Pages outside the first and last tensor used in place are unmapped after the load; those between them stay.
        var mappedCopy = Math.Clamp(mappedTo - mappedFrom - inPlace, 0, host - inPlace);

        // A model without an output matrix of its own uses the embedding's, of which the device needs a copy.
        var embedding = hasOutput || onDevice == 0 ? null : file.Tensors.FirstOrDefault(t => t.Name == "token_embd.weight");
        return (host, device + (embedding?.Bytes ?? 0), inPlace == 0 ? 0 : mappedCopy);

        bool IsOnDevice(string name) => onDevice > 0 && LayerOf(name, shape.Layers) >= firstOnDevice;
    }

    /// <summary>Index of the layer a tensor counts to: its block, the number of layers for the output, -1 for embeddings.</summary>
    private static int LayerOf(string name, int layers)
    {
        if (name.StartsWith("blk.", StringComparison.Ordinal) && name.IndexOf('.', 4) is var dot && dot > 0)
        {
            return int.TryParse(name.AsSpan(4, dot - 4), out var layer) ? layer : -1;
        }

        return name.StartsWith("output", StringComparison.Ordinal) ? layers : -1;
    }

    /// <summary>Whether the CPU back end keeps a rearranged copy (ggml-cpu/repack.cpp): by type, rows in eights, features.</summary>
    private static bool IsRearranged(GgufTensor tensor)
    {
        var fits = tensor.Dimensions.Length == 2 && tensor.Dimensions[1] % 8 == 0 && LayerOf(tensor.Name, int.MaxValue) >= 0;
        return fits && tensor.Type switch
        {
            GgmlType.Q4_0 or GgmlType.Q4_K or GgmlType.IQ4_NL or GgmlType.MXFP4 => Avx2.IsSupported,
            GgmlType.Q2_K => Avx512F.IsSupported,
            _ => false,
        };
    }

    private static long Compute(ModelShape shape, MemoryOptions options, int outputs)
    {
        checked
        {
            long batch = Math.Min(options.BatchTokens, options.ContextTokens);
            long width = Math.Max(shape.Width, (long)shape.Heads * shape.KeyWidth);
            var kvWidth = shape.KvHeads.Length == 0 ? 0 : (long)shape.KvHeads.Max() * Math.Max(shape.KeyWidth, shape.ValueWidth);
            var mask = 2L * options.ContextTokens * batch;
            var feedForward = 4 * batch * ((4L * width) + (3L * shape.FeedForward));
            var attention = 4 * batch * ((47 * width) + (13 * kvWidth)) / 10;
            var logits = 4 * Math.Min(outputs, batch) * (shape.Vocabulary + (2L * width));
            return Math.Max(mask + Math.Max(feedForward, attention), logits) + (32 * batch);
        }
    }

    /// <summary>What the host prepares for a device: two widths per token of the batch, and the mask.</summary>
    private static long Inputs(ModelShape shape, MemoryOptions options) =>
        checked(Math.Min(options.BatchTokens, options.ContextTokens) * ((8L * shape.Width) + (2L * options.ContextTokens)));

    private static long RowBytes(GgmlType type, long elements)
    {
        var info = GgmlTypeInfo.Of(type);
        return checked((elements + info.BlockElements - 1) / info.BlockElements * info.BlockBytes);
    }
}
