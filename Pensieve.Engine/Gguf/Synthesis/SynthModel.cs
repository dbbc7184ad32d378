using System.Diagnostics;
using System.Globalization;

namespace Pensieve.Engine.Gguf.Synthesis;

/// <summary>
/// Writes a GGUF of the llama family with random weights and a working tokenizer: for measuring hardware and for tests, with
/// nothing to download. Stock llama.cpp v0.5.0 loads and runs it. Its text means nothing.
/// </summary>
public static class SynthModel
{
    // A chunk is the unit of work of one thread: 64 Ki elements are 256 KiB of floats, which stay in the second-level cache.
    private const int ChunkElements = 65_536;

    private const string Template =
        "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}{% endfor %}"
        + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    /// <summary>
    /// Writes the file under a temporary name beside <paramref name="path"/> and renames it when complete, so a reader never
    /// sees half a model. Memory stays under some 20 MB (plus the vocabulary) at any size.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is left behind.</exception>
    public static SynthOutcome Write(
        SynthOptions options, string path, Action<SynthProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = options.Shape.Validate();
        if (failures.Count > 0 || !SynthOptions.Types.Contains(options.Type))
        {
            return new(null, failures.Count > 0 ? string.Join(' ', failures) : $"Type {options.Type} cannot be written.");
        }

        var clock = Stopwatch.StartNew();
        var part = path + ".part";
        try
        {
            var full = Path.GetFullPath(path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            var bytes = WritePart(options, part, progress, cancellationToken);
            if (bytes is { Failure: { } failure })
            {
                return new(null, failure);
            }

            File.Move(part, path, overwrite: true);
            return new(new SynthResult(full, bytes.Value, options.Shape.Parameters, clock.Elapsed), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return new(null, $"Cannot write {path}: {e.Message}");
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Writes the model to a stream; <see cref="Write"/> is this with a file and its checks.</summary>
    internal static void WriteTo(Stream output, SynthOptions options, Action<SynthProgress>? progress, CancellationToken cancellationToken)
    {
        var (writer, tensors) = Declare(output, options);
        WriteTensors(writer, tensors, options.Seed, progress, cancellationToken);
    }

    private static (long Value, string? Failure) WritePart(
        SynthOptions options, string part, Action<SynthProgress>? progress, CancellationToken cancellationToken)
    {
        using var output = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 20);
        var (writer, tensors) = Declare(output, options);
        var free = new DriveInfo(Path.GetFullPath(part)).AvailableFreeSpace;
        if (free < writer.TotalBytes)
        {
            return (0, string.Create(
                CultureInfo.InvariantCulture,
                $"The file takes {writer.TotalBytes / 1e9:0.00} GB, the disk of {part} has {free / 1e9:0.00} GB free."));
        }

        WriteTensors(writer, tensors, options.Seed, progress, cancellationToken);
        return (output.Length, null);
    }

    private static (GgufWriter Writer, List<SynthTensor> Tensors) Declare(Stream output, SynthOptions options)
    {
        var shape = options.Shape;
        var tokenizer = SynthTokenizer.Create(shape.Vocabulary, options.FillsIn);
        var writer = new GgufWriter(output)
            .Add("general.architecture", "llama")
            .Add("general.type", "model")
            .Add("general.name", options.Name)
            .Add("general.description", "Random weights for tests and benchmarks; its text means nothing.")
            .Add("general.license", "cc0-1.0")
            .Add("general.file_type", FileType(options.Type))
            .Add("general.quantization_version", 2u)
            .Add("synth.seed", options.Seed.ToString(CultureInfo.InvariantCulture))
            .Add("llama.vocab_size", (uint)shape.Vocabulary)
            .Add("llama.context_length", (uint)shape.Context)
            .Add("llama.embedding_length", (uint)shape.Width)
            .Add("llama.block_count", (uint)shape.Layers)
            .Add("llama.feed_forward_length", (uint)shape.FeedForward)
            .Add("llama.rope.dimension_count", (uint)shape.HeadWidth)
            .Add("llama.rope.freq_base", 10_000f)
            .Add("llama.attention.head_count", (uint)shape.Heads)
            .Add("llama.attention.head_count_kv", (uint)shape.KvHeads)
            .Add("llama.attention.layer_norm_rms_epsilon", 1e-5f)
            .Add("tokenizer.ggml.model", "gpt2")
            .Add("tokenizer.ggml.pre", SynthTokenizer.PreTokenizer)
            .Add("tokenizer.ggml.tokens", tokenizer.Tokens)
            .Add("tokenizer.ggml.token_type", tokenizer.Types())
            .Add("tokenizer.ggml.merges", tokenizer.Merges)
            .Add("tokenizer.ggml.bos_token_id", (uint)tokenizer.EndOfText)
            .Add("tokenizer.ggml.eos_token_id", (uint)tokenizer.TurnEnd)
            .Add("tokenizer.ggml.padding_token_id", (uint)tokenizer.EndOfText)
            .Add("tokenizer.ggml.add_bos_token", false)
            .Add("tokenizer.chat_template", Template);

        var tensors = SynthTensor.Layout(shape, options.Type, controlTokens: shape.Vocabulary - tokenizer.EndOfText);
        foreach (var tensor in tensors)
        {
            if (tensor.Rows == 0)
            {
                writer.AddTensor(tensor.Name, tensor.Type, tensor.RowLength);
            }
            else
            {
                writer.AddTensor(tensor.Name, tensor.Type, tensor.RowLength, tensor.Rows);
            }
        }

        return (writer, tensors);
    }

    private static void WriteTensors(
        GgufWriter writer, List<SynthTensor> tensors, ulong seed, Action<SynthProgress>? progress, CancellationToken cancellationToken)
    {
        writer.WriteHeader();
        var total = writer.TotalBytes;
        var written = total - tensors.Sum(t => GgmlTypeInfo.Of(t.Type).BytesFor(t.Elements));
        var lanes = Enumerable.Range(0, Math.Min(Environment.ProcessorCount, 16)).Select(_ => new Lane()).ToArray();
        var parallel = new ParallelOptions { CancellationToken = cancellationToken };

        for (var index = 0; index < tensors.Count; index++)
        {
            var tensor = tensors[index];
            var stream = SynthWeights.StreamOf(seed, index);
            for (long first = 0; first < tensor.Elements; first += (long)lanes.Length * ChunkElements)
            {
                var start = first;
                var count = (int)Math.Min(lanes.Length, (tensor.Elements - start + ChunkElements - 1) / ChunkElements);
                Parallel.For(0, count, parallel, i => lanes[i].Make(tensor, stream, start + ((long)i * ChunkElements)));
                for (var i = 0; i < count; i++)
                {
                    writer.WriteData(lanes[i].Data);
                    written += lanes[i].Data.Length;
                }

                progress?.Invoke(new SynthProgress(written, total));
            }
        }

        writer.Complete();
    }

    /// <summary>llama.cpp's number for "mostly this type".</summary>
    private static uint FileType(GgmlType type) => type switch { GgmlType.F16 => 1, GgmlType.Q4_0 => 2, GgmlType.Q8_0 => 7, _ => 0 };

    /// <summary>Buffers of one chunk in the making.</summary>
    private sealed class Lane
    {
        private readonly float[] _values = new float[ChunkElements];
        private readonly byte[] _bytes = new byte[ChunkElements * sizeof(float)];
        private int _length;

        public ReadOnlySpan<byte> Data => _bytes.AsSpan(0, _length);

        public void Make(SynthTensor tensor, ulong stream, long first)
        {
            var values = _values.AsSpan(0, (int)Math.Min(ChunkElements, tensor.Elements - first));
            if (tensor.Deviation == 0)
            {
                values.Fill(1);
            }
            else
            {
                SynthWeights.Fill(values, stream, first, tensor.Deviation);
                values[(int)Math.Clamp(tensor.RandomElements - first, 0, values.Length)..].Clear();
            }

            _length = SynthWeights.Encode(values, tensor.Type, _bytes);
        }
    }
}
