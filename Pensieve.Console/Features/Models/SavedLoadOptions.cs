using System.Globalization;
using Pensieve.Engine.Models;

namespace Pensieve.Console.Features.Models;

/// <summary>How a file is loaded where the request does not say otherwise; null = as the server has it.</summary>
/// <param name="ContextSize"><inheritdoc cref="ModelLoadOptions.ContextSize" path="/summary"/></param>
/// <param name="Parallel"><inheritdoc cref="ModelLoadOptions.Parallel" path="/summary"/></param>
/// <param name="GpuLayers"><inheritdoc cref="ModelLoadOptions.GpuLayers" path="/summary"/></param>
/// <param name="Device"><inheritdoc cref="ModelLoadOptions.Device" path="/summary"/></param>
/// <param name="Threads"><inheritdoc cref="ModelLoadOptions.Threads" path="/summary"/></param>
/// <param name="KvType"><inheritdoc cref="ModelLoadOptions.KvType" path="/summary"/></param>
/// <param name="BatchSize"><inheritdoc cref="ModelLoadOptions.BatchSize" path="/summary"/></param>
/// <param name="QueueCapacity"><inheritdoc cref="ModelLoadOptions.QueueCapacity" path="/summary"/></param>
/// <param name="ReasoningFormat"><inheritdoc cref="ModelLoadOptions.ReasoningFormat" path="/summary"/></param>
/// <param name="Pooling"><inheritdoc cref="ModelLoadOptions.Pooling" path="/summary"/></param>
/// <param name="ToolFormat"><inheritdoc cref="ModelLoadOptions.ToolFormat" path="/summary"/></param>
public sealed record SavedLoadOptions(
    int? ContextSize = null, int? Parallel = null, int? GpuLayers = null, string? Device = null, int? Threads = null, string? KvType = null,
    int? BatchSize = null, int? QueueCapacity = null, string? ReasoningFormat = null, string? Pooling = null, string? ToolFormat = null)
{
    /// <summary>What of <paramref name="options"/> differs from <paramref name="plain"/>.</summary>
    public static SavedLoadOptions Of(ModelLoadOptions options, ModelLoadOptions plain)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(plain);
        return new SavedLoadOptions(
            Number(options.ContextSize, plain.ContextSize), Number(options.Parallel, plain.Parallel), Number(options.GpuLayers, plain.GpuLayers),
            Text(options.Device, plain.Device), Number(options.Threads, plain.Threads), Text(options.KvType, plain.KvType), Number(options.BatchSize, plain.BatchSize),
            Number(options.QueueCapacity, plain.QueueCapacity), Text(options.ReasoningFormat, plain.ReasoningFormat), Text(options.Pooling, plain.Pooling),
            Text(options.ToolFormat, plain.ToolFormat));

        static int? Number(int value, int other) => value == other ? null : value;
        static string? Text(string? value, string? other) => value == other ? null : value;
    }

    /// <summary><paramref name="options"/> with these in place of theirs.</summary>
    public ModelLoadOptions Over(ModelLoadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options with
        {
            ContextSize = ContextSize ?? options.ContextSize,
            Parallel = Parallel ?? options.Parallel,
            GpuLayers = GpuLayers ?? options.GpuLayers,
            Device = Device ?? options.Device,
            Threads = Threads ?? options.Threads,
            KvType = KvType ?? options.KvType,
            BatchSize = BatchSize ?? options.BatchSize,
            QueueCapacity = QueueCapacity ?? options.QueueCapacity,
            ReasoningFormat = ReasoningFormat ?? options.ReasoningFormat,
            Pooling = Pooling ?? options.Pooling,
            ToolFormat = ToolFormat ?? options.ToolFormat,
        };
    }

    /// <summary><paramref name="asked"/>, with these where it says no more than <paramref name="plain"/>: a setting that somebody gave wins.</summary>
    public ModelLoadOptions UnderSettings(ModelLoadOptions asked, ModelLoadOptions plain) => Of(asked, plain).Over(Over(asked));

    /// <summary>In words: "context 4,096, 2 slots, KV q8_0"; "" = nothing differs.</summary>
    public string Describe()
    {
        List<string> parts = [];
        if (ContextSize is { } context) parts.Add(context == 0 ? "context as the model has it" : string.Create(CultureInfo.InvariantCulture, $"context {context:N0}"));
        if (Parallel is { } slots) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{slots} slot{(slots == 1 ? "" : "s")}"));
        if (KvType is not null) parts.Add("KV " + KvType);
        if (GpuLayers is { } layers) parts.Add(layers < 0 ? "all layers on the GPU" : string.Create(CultureInfo.InvariantCulture, $"{layers} layers on the GPU"));
        if (Device is not null) parts.Add("device " + Device);
        if (Threads is { } threads) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{threads} thread{(threads == 1 ? "" : "s")}"));
        if (BatchSize is { } batch) parts.Add(string.Create(CultureInfo.InvariantCulture, $"batch {batch:N0}"));
        if (QueueCapacity is { } queue) parts.Add(string.Create(CultureInfo.InvariantCulture, $"queue {queue:N0}"));
        if (ReasoningFormat is not null) parts.Add("thinking " + ReasoningFormat);
        if (ToolFormat is not null) parts.Add("calls " + ToolFormat);
        if (Pooling is not null) parts.Add("pooling " + Pooling);
        return string.Join(", ", parts);
    }
}
