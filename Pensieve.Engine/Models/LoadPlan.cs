using Pensieve.Engine.Gguf;

namespace Pensieve.Engine.Models;

/// <summary>What a load will take, found from the file alone: refused if the file is broken or cannot fit.</summary>
/// <param name="ContextTokens">Cells of the unified KV cache.</param>
/// <param name="EstimatedBytes">Memory expected of the worker process and the device; 0 = the architecture is not known to the estimate.</param>
/// <param name="Sentence">The estimate and free memory in one sentence.</param>
/// <param name="Failure">Why the load is refused; null = go ahead.</param>
public sealed record LoadPlan(int ContextTokens, long EstimatedBytes, string Sentence, string? Failure)
{
    /// <summary>The estimate itself; null = the architecture is not known to it, or the load is refused before.</summary>
    public MemoryEstimate? Estimate { get; init; }

    /// <summary>ggml's name of the device that takes layers; null = the CPU alone.</summary>
    public string? Device { get; init; }

    /// <summary>Context per slot if neither the options nor the model ask for less.</summary>
    public const int DefaultContextPerSlot = 8192;

    private const int MaxContextTokens = 1 << 26;

    /// <summary>Plans a load on the given devices.</summary>
    public static LoadPlan For(ModelLoadOptions options, IReadOnlyList<DeviceInfo> devices)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (file, error) = GgufFile.Read(options.Path);
        return file is null ? new LoadPlan(0, 0, "", $"{options.Path} is not a usable GGUF file: {error!.Message}") : For(options, devices, file);
    }

    /// <summary>Plans a load of a file that was read already.</summary>
    public static LoadPlan For(ModelLoadOptions options, IReadOnlyList<DeviceInfo> devices, GgufFile file)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (ModelShape.From(file).Shape is not { } shape)
            return new LoadPlan(ContextFor(options, trained: 0), 0, "Memory is not estimated for this architecture.", null);

        var context = ContextFor(options, shape.Context);
        if (context is < 1 or > MaxContextTokens)
            return new LoadPlan(context, 0, "", $"A context of {context} tokens is outside 1 to {MaxContextTokens}: give less (--ctx).");
        var gpu = options.GpuLayers == 0 ? null : ChooseGpu(options, devices);
        var estimate = MemoryEstimate.For(file, shape, new MemoryOptions
        {
            ContextTokens = context,
            Parallel = options.Parallel,
            Outputs = options.Parallel + NativeModelLoader.RetainedSequences(options.Parallel),
            BatchTokens = Math.Max(options.BatchSize, options.Parallel),
            KvType = (GgmlType)(KvTypes.Parse(options.KvType) ?? 1),
            GpuLayers = gpu is null ? 0 : options.GpuLayers,
        });
        var fit = FitCheck.Of(estimate, HostMemory.FreeBytes(), gpu?.Name, gpu?.MemoryFreeBytes ?? 0);
        var advice = fit.Fits ? null : fit.Sentence + " Give less context (--ctx), fewer slots (--parallel), a smaller KV type (--kv-type q8_0), or a smaller model.";
        return new LoadPlan(context, estimate.ResidentBytes + estimate.DeviceBytes, fit.Sentence, advice) { Estimate = estimate, Device = gpu?.Name };
    }

    /// <summary>The GPU that llama.cpp will use: the named one, else the first discrete, else the first integrated; null = the CPU alone.</summary>
    public static DeviceInfo? ChooseGpu(ModelLoadOptions options, IReadOnlyList<DeviceInfo> devices)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.GpuLayers == 0 || string.Equals(options.Device, "cpu", StringComparison.OrdinalIgnoreCase)) return null;
        return devices.FirstOrDefault(d => d.Name.Equals(options.Device, StringComparison.OrdinalIgnoreCase))
            ?? devices.FirstOrDefault(d => d.Type == "gpu") ?? devices.FirstOrDefault(d => d.Type == "igpu");
    }

    private static int ContextFor(ModelLoadOptions options, int trained)
    {
        var tokens = options.ContextSize > 0
            ? options.ContextSize
            : Math.Min(trained > 0 ? trained : DefaultContextPerSlot, DefaultContextPerSlot) * options.Parallel;
        const int Padding = 256; // llama.cpp rounds the cache up to this
        return (tokens + Padding - 1) / Padding * Padding;
    }
}
