using System.Collections.Immutable;

namespace Pensieve.Engine.Gguf;

/// <summary>What a model file says about the model: its dimensions, its tokenizer, its template. Every number was range-checked.</summary>
public sealed record ModelShape
{
    /// <summary>general.architecture, such as "llama" or "qwen3moe".</summary>
    public required string Architecture { get; init; }

    /// <summary>general.name; "" = none.</summary>
    public string Name { get; init; } = "";

    /// <summary>Transformer blocks, 1 to 512.</summary>
    public required int Layers { get; init; }

    /// <summary>Embedding length.</summary>
    public required int Width { get; init; }

    /// <summary>Tokens in the vocabulary.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>Context in tokens the model was trained for.</summary>
    public required int Context { get; init; }

    /// <summary>Query heads of the layer that has most; 0 for models without attention.</summary>
    public int Heads { get; init; }

    /// <summary>Key-value heads of each layer; 0 where a layer keeps no KV cache.</summary>
    public ImmutableArray<int> KvHeads { get; init; } = [];

    /// <summary>Elements of one key head and one value head in the KV cache; values are 0 where keys carry both (MLA).</summary>
    public int KeyWidth { get; init; }

    /// <inheritdoc cref="KeyWidth"/>
    public int ValueWidth { get; init; }

    /// <summary>Feed-forward width of the widest layer: dense, or all experts that one token uses together.</summary>
    public int FeedForward { get; init; }

    /// <summary>Experts per layer and how many of them a token uses; 0 = dense.</summary>
    public int Experts { get; init; }

    /// <inheritdoc cref="Experts"/>
    public int ExpertsUsed { get; init; }

    /// <summary>Sliding attention window in tokens; 0 = none.</summary>
    public int SlidingWindow { get; init; }

    /// <summary>Bytes of recurrent state per sequence (state-space layers); 0 = none.</summary>
    public long RecurrentBytesPerSequence { get; init; }

    /// <summary>tokenizer.ggml.model and tokenizer.ggml.pre; "" = not stated.</summary>
    public string TokenizerModel { get; init; } = "";

    /// <inheritdoc cref="TokenizerModel"/>
    public string TokenizerPre { get; init; } = "";

    /// <summary>The Jinja chat template; null = none.</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>Id of the beginning-of-text token; null = not stated.</summary>
    public int? BosToken { get; init; }

    /// <summary>Id of the end-of-text token; null = not stated.</summary>
    public int? EosToken { get; init; }

    /// <summary>Files the model is split over; 1 = whole. Tensors in this file are then only a part.</summary>
    public int Files { get; init; } = 1;

    /// <summary>Derives the shape; faults are missing keys and numbers that no model has or that contradict the tensors.</summary>
    public static ModelShapeOutcome From(GgufFile file) => new ModelShapeReader(file).Read();
}

/// <summary>Derived with a <see cref="Shape"/>, or an <see cref="Error"/>: exactly one is set.</summary>
public readonly record struct ModelShapeOutcome(ModelShape? Shape, GgufError? Error);
