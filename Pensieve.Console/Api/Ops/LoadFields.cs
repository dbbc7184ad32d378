using Pensieve.Console.Api.Wire;
using Pensieve.Console.Features.Models;
using Pensieve.Engine.Chat.Reasoning;
using Pensieve.Engine.Chat.Tools;
using Pensieve.Engine.Models;

namespace Pensieve.Console.Api.Ops;

/// <summary>What the fields of a load may hold: for loads, for saved defaults, and for the form of the page.</summary>
internal static class LoadFields
{
    /// <summary>Ranges of the numbers.</summary>
    public static readonly FieldRange
        ContextSize = new("contextSize", 0, 16_777_216, true, true),
        Parallel = new("parallel", 1, ModelLoadOptions.MaxParallel, true, true),
        GpuLayers = new("gpuLayers", -1, 10_000, true, true),
        Threads = new("threads", 0, 1024, true, true),
        BatchSize = new("batchSize", 16, 65_536, true, true),
        QueueCapacity = new("queueCapacity", 0, 65_536, true, true);

    private static readonly string[] s_kvTypes = ["f16", "f32", "q8_0", "q4_0"];
    private static readonly string[] s_poolings = ["mean", "cls", "last"];
    private static readonly string[] s_reasoning = ["auto", "none", .. ReasoningFormat.Names];
    private static readonly string[] s_toolFormats = ["auto", .. ToolCallFormat.Names];

    /// <summary>The options that were given; what is wrong with them is in <paramref name="fields"/>.</summary>
    public static SavedLoadOptions Read(LoadOptionFields given, FieldReader fields)
    {
        var read = new SavedLoadOptions(
            Number(given.ContextSize, ContextSize), Number(given.Parallel, Parallel), Number(given.GpuLayers, GpuLayers), given.Device, Number(given.Threads, Threads),
            given.KvType, Number(given.BatchSize, BatchSize), Number(given.QueueCapacity, QueueCapacity), given.ReasoningFormat, given.Pooling, given.ToolFormat);
        Word("reasoningFormat", given.ReasoningFormat, s_reasoning);
        Word("toolFormat", given.ToolFormat, s_toolFormats);
        Word("pooling", given.Pooling, s_poolings);
        Word("kvType", given.KvType, s_kvTypes);
        return read;

        int? Number(long? value, FieldRange range) => (int?)fields.Integer(value is { } number ? new NumberField(NumberKind.Integer, number, number) : default, range);

        void Word(string field, string? value, string[] words)
        {
            if (value is not null && !words.Contains(value, StringComparer.Ordinal)) fields.Fail(field, "must be one of " + string.Join(", ", words) + ".");
        }
    }
}
