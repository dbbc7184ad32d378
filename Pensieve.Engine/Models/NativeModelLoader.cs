using System.Runtime.InteropServices;
using Pensieve.Engine.Native;

namespace Pensieve.Engine.Models;

/// <summary>A model and its context, loaded; or one sentence on why not.</summary>
internal sealed record NativeLoad(NativeModel? Model, NativeContext? Context, ModelInfo? Info, string? Failure)
{
    /// <summary>What the context was made with.</summary>
    public LlamaContextParams Parameters { get; init; }

    /// <summary>A failed load.</summary>
    public static NativeLoad Failed(string why) => new(null, null, null, why);
}

/// <summary>Loads a GGUF through llama.cpp with Pensieve's choices: unified KV, one output per sequence, no native sampling.</summary>
internal static unsafe class NativeModelLoader
{
    /// <summary>Most sequence ids a llama.cpp context may have (LLAMA_MAX_SEQ).</summary>
    private const int MaxNativeSequences = 256;

    private static Action<float>? s_progress;

    /// <summary>Native sequences kept for reuse besides one per slot; see docs/constants.md.</summary>
    public static int RetainedSequences(int parallel) => Math.Min(Math.Clamp(parallel * 2, 8, 64), MaxNativeSequences - parallel);

    /// <summary>Loads; one load at a time in a process.</summary>
    public static NativeLoad Load(ModelLoadOptions options, LoadPlan plan, Action<float> progress)
    {
        var parameters = LlamaApi.llama_model_default_params();
        var cpuOnly = string.Equals(options.Device, "cpu", StringComparison.OrdinalIgnoreCase);
        parameters.GpuLayers = cpuOnly ? 0 : options.GpuLayers;
        var devices = stackalloc nint[2];
        if (options.Device is { Length: > 0 } name && !cpuOnly && !name.Equals("auto", StringComparison.OrdinalIgnoreCase))
        {
            devices[0] = LlamaRuntime.DeviceByName(name);
            devices[1] = 0;
            if (devices[0] == 0)
                return NativeLoad.Failed($"No device named {name}: choose one of {string.Join(", ", LlamaRuntime.Devices().Select(d => d.Name))}, or auto.");
            parameters.Devices = devices;
        }
        else if (cpuOnly)
        {
            devices[0] = 0;
            parameters.Devices = devices;
        }

        s_progress = progress;
        parameters.ProgressCallback = &OnProgress;
        var model = NativeModel.Load(options.Path, parameters);
        s_progress = null;
        return model is null
            ? NativeLoad.Failed("llama.cpp could not load the file; the log above says why.")
            : CreateContext(model, options, plan.ContextTokens);
    }

    private static NativeLoad CreateContext(NativeModel model, ModelLoadOptions options, int total)
    {
        if (!model.CanGenerate || model.Metadata(model.Metadata("general.architecture") + ".attention.causal") == "false")
        {
            model.Dispose();
            return NativeLoad.Failed("The model is an encoder, which cannot generate text. Embeddings are served by decoder models only.");
        }

        var kvType = KvTypes.Parse(options.KvType);
        if (kvType is null)
        {
            model.Dispose();
            return NativeLoad.Failed($"KV type {options.KvType} is not one of {string.Join(", ", KvTypes.Names)}.");
        }

        var parameters = Parameters(model, options, total, kvType.Value);
        var context = NativeContext.Create(model, parameters);
        if (context is null)
        {
            model.Dispose();
            return NativeLoad.Failed($"llama.cpp could not create a context of {total} tokens with {options.KvType} KV; the log above says why.");
        }

        return new NativeLoad(model, context, Describe(model, context, options), null) { Parameters = parameters };
    }

    private static LlamaContextParams Parameters(NativeModel model, ModelLoadOptions options, int total, int kvType)
    {
        var p = LlamaApi.llama_context_default_params();
        p.ContextSize = (uint)total;
        p.BatchSize = (uint)Math.Max(options.BatchSize, options.Parallel);
        p.MicroBatchSize = p.BatchSize;
        p.MaxSequences = (uint)(options.Parallel + (model.CanSharePrefix ? RetainedSequences(options.Parallel) : 0));
        // One output per sequence and step at most; llama.cpp insists on room for every sequence id.
        p.MaxOutputs = p.MaxSequences;
        (p.Threads, p.ThreadsBatch) = options.Threads > 0 ? (options.Threads, options.Threads) : ComputeThreads.For(model.SizeBytes, ComputeThreads.PhysicalCores());
        p.TypeK = p.TypeV = kvType;
        p.KvUnified = true;
        p.NoPerf = true;
        return p;
    }

    private static ModelInfo Describe(NativeModel model, NativeContext context, ModelLoadOptions options)
    {
        var trained = model.TrainedContext;
        var id = options.Id ?? Path.GetFileNameWithoutExtension(options.Path);
        var name = model.Metadata("general.name");
        var devices = LlamaRuntime.Devices();
        return new ModelInfo
        {
            Id = id,
            Path = options.Path,
            DisplayName = name.Length > 0 ? name : id,
            Architecture = model.Metadata("general.architecture"),
            Description = model.Description,
            Parameters = model.Parameters,
            SizeBytes = model.SizeBytes,
            ContextTotal = context.Cells,
            ContextPerSequence = trained > 0 ? Math.Min(trained, context.Cells) : context.Cells,
            ContextTrained = trained,
            VocabularySize = model.VocabularySize,
            Slots = options.Parallel,
            Device = (LoadPlan.ChooseGpu(options, devices) ?? devices.FirstOrDefault(d => d.Type == "cpu"))?.Name ?? "CPU",
            ChatTemplate = model.ChatTemplate,
            ReasoningFormat = options.ReasoningFormat,
            ToolFormat = options.ToolFormat,
            Embedding = NativeEmbedder.Describe(model, options, trained > 0 ? Math.Min(trained, context.Cells) : context.Cells),
            FillIn = model.FillIn,
            BosToken = model.Bos >= 0 ? model.Spelling(model.Bos) : "",
            EosToken = model.Eos >= 0 ? model.Spelling(model.Eos) : "",
        };
    }

    [UnmanagedCallersOnly]
    private static byte OnProgress(float progress, nint userData)
    {
        s_progress?.Invoke(progress);
        return 1;
    }
}
