using System.Collections.Immutable;

namespace Pensieve.Engine.Gguf;

/// <summary>
/// Reads a <see cref="ModelShape"/>. llama.cpp asserts on many hyper-parameters instead of refusing them, so those that the
/// memory estimate and the loader hang on are checked here first: range, divisibility, and agreement with the tensors.
/// </summary>
internal sealed class ModelShapeReader(GgufFile file)
{
    private const int MaxWidth = 1 << 20;
    private const int MaxVocabulary = 1 << 20;

    private readonly GgufMetadata _metadata = file.Metadata;
    private string _prefix = "";
    private GgufError? _error;

    public ModelShapeOutcome Read()
    {
        var architecture = Text("general.architecture") ?? "";
        if (architecture.Length == 0)
        {
            Fail(GgufErrorKind.MissingKey, "general.architecture", "is missing or not a string");
        }

        _prefix = architecture + ".";
        var layers = Number(_prefix + "block_count", 1, HyperParameterChecks.MaxLayers) ?? 1;
        var width = Number(_prefix + "embedding_length", 1, MaxWidth) ?? 1;
        var context = Number(_prefix + "context_length", 1, int.MaxValue) ?? 1;
        var vocabulary = Vocabulary();
        var heads = PerLayer("attention.head_count", layers, fallback: 0);
        var kvHeads = PerLayer("attention.head_count_kv", layers, fallback: -1);
        kvHeads = [.. kvHeads.Select((count, i) => count >= 0 ? count : heads[i])];
        var (keyWidth, valueWidth) = HeadWidths(width, heads.Max());
        var shape = new ModelShape
        {
            Architecture = architecture,
            Name = Text("general.name") ?? "",
            Layers = layers,
            Width = width,
            Vocabulary = vocabulary,
            Context = context,
            Heads = heads.Max(),
            KvHeads = kvHeads,
            KeyWidth = keyWidth,
            ValueWidth = valueWidth,
            FeedForward = FeedForward(layers),
            Experts = Number(_prefix + "expert_count", 0, HyperParameterChecks.MaxExperts, 0) ?? 0,
            ExpertsUsed = Number(_prefix + "expert_used_count", 0, HyperParameterChecks.MaxExperts, 0) ?? 0,
            SlidingWindow = Number(_prefix + "attention.sliding_window", 0, int.MaxValue, 0) ?? 0,
            RecurrentBytesPerSequence = RecurrentBytes(kvHeads),
            TokenizerModel = Text("tokenizer.ggml.model") ?? "",
            TokenizerPre = Text("tokenizer.ggml.pre") ?? "",
            ChatTemplate = Text("tokenizer.chat_template"),
            BosToken = Token("bos", vocabulary),
            EosToken = Token("eos", vocabulary),
            Files = Number("split.count", 0, 65_536, 1) is { } files and > 0 ? files : 1,
        };
        CheckAgainstTensors(shape, heads);
        _error ??= HyperParameterChecks.Find(_metadata, _prefix);
        return _error is null ? new ModelShapeOutcome(shape, null) : new ModelShapeOutcome(null, _error);
    }

    private int Vocabulary()
    {
        var tokens = _metadata.TryGetArray("tokenizer.ggml.tokens", out var array) ? array.Count : 0;
        if (tokens > MaxVocabulary)
        {
            Fail(GgufErrorKind.AbsurdSize, "tokenizer.ggml.tokens", $"has {tokens} elements; at most {MaxVocabulary} are read");
        }

        foreach (var sameLength in new[] { "tokenizer.ggml.token_type", "tokenizer.ggml.scores" })
        {
            if (_metadata.TryGetArray(sameLength, out var other) && other.Count < tokens)
            {
                Fail(GgufErrorKind.Inconsistent, sameLength, $"has {other.Count} elements for {tokens} tokens");
            }
        }

        return Number(_prefix + "vocab_size", 1, MaxVocabulary, (int)Math.Clamp(tokens, 1, MaxVocabulary)) ?? 1;
    }

    private (int Key, int Value) HeadWidths(int width, int heads)
    {
        var even = heads > 0 ? width / heads : 0;
        var key = Number(_prefix + "attention.key_length", 1, 65_536, even) ?? 0;
        var value = Number(_prefix + "attention.value_length", 1, 65_536, even) ?? 0;
        if (heads > 0 && key == 0)
        {
            Fail(GgufErrorKind.Inconsistent, _prefix + "attention.head_count", $"{heads} heads do not fit a width of {width}");
        }

        // Latent attention caches one compressed vector per token, from which keys and values are both made.
        return _metadata.TryGet(_prefix + "attention.key_length_mla", out _) ? (key, 0) : (key, value);
    }

    private int FeedForward(int layers)
    {
        var dense = PerLayer("feed_forward_length", layers, fallback: 0).Max();
        var expert = Number(_prefix + "expert_feed_forward_length", 0, MaxWidth, dense) ?? 0;
        var used = Number(_prefix + "expert_used_count", 0, HyperParameterChecks.MaxExperts, 0) ?? 0;
        return (int)Math.Min(int.MaxValue, Math.Max(dense, (long)expert * used));
    }

    /// <summary>State of the convolution and of the scan, in F32, as llama-memory-recurrent.cpp sizes them for Mamba.</summary>
    private long RecurrentBytes(ImmutableArray<int> kvHeads)
    {
        var inner = (long)(Number(_prefix + "ssm.inner_size", 0, MaxWidth, 0) ?? 0);
        var state = (long)(Number(_prefix + "ssm.state_size", 0, 65_536, 0) ?? 0);
        var kernel = (long)(Number(_prefix + "ssm.conv_kernel", 0, 64, 0) ?? 0);
        var groups = (long)(Number(_prefix + "ssm.group_count", 0, 1024, 0) ?? 0);
        var perLayer = sizeof(float) * ((Math.Max(0, kernel - 1) * (inner + (2 * groups * state))) + (state * inner));
        return perLayer * kvHeads.Count(count => count == 0);
    }

    private int? Token(string which, int vocabulary)
    {
        var key = $"tokenizer.ggml.{which}_token_id";
        return _metadata.TryGet(key, out _) ? Number(key, 0, Math.Max(vocabulary, 1) - 1) : null;
    }

    private ImmutableArray<int> PerLayer(string name, int layers, int fallback)
    {
        var key = _prefix + name;
        if (!_metadata.TryGet(key, out _))
        {
            return [.. Enumerable.Repeat(fallback, layers)];
        }

        if (!_metadata.TryGetIntegers(key, out var numbers) || numbers.Any(n => n is < 0 or > MaxWidth))
        {
            Fail(GgufErrorKind.BadValue, key, $"is not a number, or one per layer, from 0 to {MaxWidth}");
            return [.. Enumerable.Repeat(0, layers)];
        }

        if (numbers.Length != 1 && numbers.Length < layers)
        {
            Fail(GgufErrorKind.Inconsistent, key, $"has {numbers.Length} elements for {layers} layers");
            return [.. Enumerable.Repeat(0, layers)];
        }

        return [.. Enumerable.Range(0, layers).Select(i => (int)(numbers.Length == 1 ? numbers[0] : numbers[i]))];
    }

    private void CheckAgainstTensors(ModelShape shape, ImmutableArray<int> heads)
    {
        var widest = (long)heads.Max() * Math.Max(shape.KeyWidth, shape.ValueWidth);
        if (widest > MaxWidth || (long)shape.KvHeads.Max() * shape.KeyWidth > MaxWidth)
        {
            Fail(GgufErrorKind.AbsurdSize, _prefix + "attention.head_count", $"makes attention {widest} wide; at most {MaxWidth} is read");
        }

        for (var i = 0; i < heads.Length; i++)
        {
            if (heads[i] > 0 && shape.KvHeads[i] > 0 && heads[i] % shape.KvHeads[i] != 0)
            {
                Fail(GgufErrorKind.Inconsistent, _prefix + "attention.head_count_kv", $"{shape.KvHeads[i]} does not divide the {heads[i]} heads of layer {i}");
            }
        }

        var embedding = file.Tensors.FirstOrDefault(t => t.Name == "token_embd.weight");
        if (embedding is null && shape.Files == 1)
        {
            Fail(GgufErrorKind.Inconsistent, null, "The file has no tensor token_embd.weight: it is no language model, or holds no weights.");
        }
        else if (embedding is not null && (embedding.Dimensions[0] != shape.Width || Rows(embedding) != shape.Vocabulary))
        {
            Fail(
                GgufErrorKind.Inconsistent, null,
                $"token_embd.weight is {string.Join('×', embedding.Dimensions)}, but the metadata say width {shape.Width} and {shape.Vocabulary} tokens.");
        }

        static long Rows(GgufTensor tensor) => tensor.Dimensions.Length > 1 ? tensor.Dimensions[1] : 1;
    }

    private string? Text(string key) => _metadata.TryGetString(key, out var text) ? text : null;

    /// <summary>An integer in a range; the fallback, or a fault, where it is missing.</summary>
    private int? Number(string key, int min, int max, int? fallback = null)
    {
        if (!_metadata.TryGet(key, out var value))
        {
            if (fallback is null)
            {
                Fail(GgufErrorKind.MissingKey, key, "is missing");
            }

            return fallback;
        }

        // Some architectures give per layer what others give once; the largest stands for all.
        if (_metadata.TryGetIntegers(key, out var numbers) && numbers.Length > 0 && numbers.Max() is var number && number >= min && number <= max)
        {
            return (int)number;
        }

        Fail(GgufErrorKind.BadValue, key, $"is {value.Type} {value.Bits}; an integer from {min} to {max} is expected");
        return null;
    }

    private void Fail(GgufErrorKind kind, string? key, FormattableString what)
    {
        var text = FormattableString.Invariant(what);
        var offset = key is not null && _metadata.TryGet(key, out var value) ? value.Offset : -1;
        _error ??= new GgufError(kind, offset, key is null ? text : $"Key '{key}' {text}.");
    }

    private void Fail(GgufErrorKind kind, string? key, string what) => Fail(kind, key, (FormattableString)$"{what}");
}
