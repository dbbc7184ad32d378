using System.Collections.Immutable;

namespace Pensieve.Engine.Models;

/// <summary>A compute device as ggml names it.</summary>
/// <param name="Name">ggml's name, such as "CPU" or "Vulkan0"; what --device takes.</param>
/// <param name="Description">The hardware's own name.</param>
/// <param name="Type">"cpu", "gpu", "igpu" or "accel".</param>
/// <param name="MemoryTotalBytes">Total memory; 0 = unknown.</param>
/// <param name="MemoryFreeBytes">Free memory when asked; 0 = unknown.</param>
public sealed record DeviceInfo(string Name, string Description, string Type, long MemoryTotalBytes, long MemoryFreeBytes);

/// <summary>How a model is loaded.</summary>
public sealed record ModelLoadOptions
{
    /// <summary>The GGUF file.</summary>
    public required string Path { get; init; }

    /// <summary>The id clients use; null = the file name without its extension.</summary>
    public string? Id { get; init; }

    /// <summary>Tokens of context for all sequences together (one unified KV cache); 0 = the model's own, at most 8,192 per slot.</summary>
    public int ContextSize { get; init; }

    /// <summary>Sequences decoded at once (slots), 1 to 192.</summary>
    public int Parallel { get; init; } = 4;

    /// <summary>Most slots: llama.cpp has 256 sequence ids, of which some are kept for reuse of finished prompts.</summary>
    public const int MaxParallel = 192;

    /// <summary>Layers on the GPU; -1 = all that fit, 0 = none.</summary>
    public int GpuLayers { get; init; } = -1;

    /// <summary>ggml device name; null or "auto" = the best one.</summary>
    public string? Device { get; init; }

    /// <summary>Compute threads; 0 = up to one per physical core, fewer for a small model.</summary>
    public int Threads { get; init; }

    /// <summary>Type of the KV cache: "f16", "f32", "q8_0", "q4_0".</summary>
    public string KvType { get; init; } = "f16";

    /// <summary>Most tokens in one decode step.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>How tokens become one vector in embeddings: "mean", "cls", "last"; null = as the file says, or mean.</summary>
    public string? Pooling { get; init; }

    /// <summary>How the model marks its thinking: a name of <see cref="Chat.Reasoning.ReasoningFormat"/>, "none", or null = as its template says.</summary>
    public string? ReasoningFormat { get; init; }

    /// <summary>How the model writes calls of tools: a name of <see cref="Chat.Tools.ToolCallFormat"/>, or null = as its template says.</summary>
    public string? ToolFormat { get; init; }

    /// <summary>Requests that may wait for a slot; beyond it they are refused.</summary>
    public int QueueCapacity { get; init; } = 256;
}

/// <summary>What a loaded model is; read from the file and from the native engine.</summary>
public sealed record ModelInfo
{
    /// <summary>The id clients use.</summary>
    public required string Id { get; init; }

    /// <summary>File path.</summary>
    public required string Path { get; init; }

    /// <summary>general.name, or the id.</summary>
    public required string DisplayName { get; init; }

    /// <summary>general.architecture.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>llama.cpp's one-line description (size and quantization).</summary>
    public string Description { get; init; } = "";

    /// <summary>Number of weights.</summary>
    public long Parameters { get; init; }

    /// <summary>Bytes of weights.</summary>
    public long SizeBytes { get; init; }

    /// <summary>Tokens one request may use: prompt and output together.</summary>
    public int ContextPerSequence { get; init; }

    /// <summary>Tokens of the unified KV cache.</summary>
    public int ContextTotal { get; init; }

    /// <summary>Context the model was trained for.</summary>
    public int ContextTrained { get; init; }

    /// <summary>Vocabulary size.</summary>
    public int VocabularySize { get; init; }

    /// <summary>Sequences decoded at once.</summary>
    public int Slots { get; init; }

    /// <summary>Device that holds the weights.</summary>
    public string Device { get; init; } = "";

    /// <summary>The Jinja chat template; null = none in the file.</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>What an operator should know about its chat template; empty = nothing, or there is no template.</summary>
    public ImmutableArray<Chat.ChatTemplateFinding> TemplateFindings { get; init; } = [];

    /// <summary>What its embeddings are; null = it has none.</summary>
    public EmbeddingInfo? Embedding { get; init; }

    /// <summary>The tokens with which it writes what is missing between two texts; null = it knows none.</summary>
    public FillInTokens? FillIn { get; init; }

    /// <summary>How it marks its thinking, if the load said so; null = as its template says.</summary>
    public string? ReasoningFormat { get; init; }

    /// <summary>How it writes calls of tools, if the load said so; null = as its template says.</summary>
    public string? ToolFormat { get; init; }

    /// <summary>Spelling of BOS, EOS and end-of-turn tokens; "" = none. Templates ask for the first two.</summary>
    public string BosToken { get; init; } = "";

    /// <inheritdoc cref="BosToken"/>
    public string EosToken { get; init; } = "";

    /// <summary>Memory expected before the load, in bytes: weights, KV and compute buffers.</summary>
    public long EstimatedBytes { get; init; }

    /// <summary>When it was loaded.</summary>
    public DateTimeOffset LoadedAt { get; init; }

    /// <summary>Seconds from asking for the load until ready.</summary>
    public double LoadSeconds { get; init; }
}
