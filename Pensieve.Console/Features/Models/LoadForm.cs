using System.Globalization;
using Pensieve.Console.Api.Ops;
using Pensieve.Console.Api.Wire;
using Pensieve.Engine.Models;

namespace Pensieve.Console.Features.Models;

/// <summary>What stands in the fields of a load, as text; an empty field means the default.</summary>
internal sealed class LoadForm
{
    /// <summary>A numeric field of the form.</summary>
    /// <param name="Key">Its property.</param>
    /// <param name="Label">Its name on the page.</param>
    /// <param name="Range">What it may hold: the same as on the API.</param>
    /// <param name="Hint">What an empty field means.</param>
    internal sealed record Field(string Key, string Label, FieldRange Range, string Hint);

    /// <summary>Fields that most loads need.</summary>
    public static IReadOnlyList<Field> Main { get; } =
    [
        new("context", "Context, all slots together", LoadFields.ContextSize, "the model's own, at most 8,192 a slot"),
        new("parallel", "Slots", LoadFields.Parallel, "4"),
        new("gpuLayers", "Layers on the GPU", LoadFields.GpuLayers, "-1: all"),
    ];

    /// <summary>Fields that few need.</summary>
    public static IReadOnlyList<Field> More { get; } =
    [
        new("threads", "Threads", LoadFields.Threads, "one per core"),
        new("batch", "Tokens a step", LoadFields.BatchSize, "512"),
        new("queue", "Requests that may wait", LoadFields.QueueCapacity, "256"),
    ];

    private readonly Dictionary<string, string> _numbers = new(StringComparer.Ordinal);

    /// <summary>Id that clients use; "" = the file's name.</summary>
    public string Id { get; set; } = "";

    /// <summary>ggml's name of the device; "" = the best one.</summary>
    public string Device { get; set; } = "";

    /// <summary>Type of the KV cache.</summary>
    public string KvType { get; set; } = "f16";

    /// <summary>How the model marks its thinking; "" = as its template says.</summary>
    public string Reasoning { get; set; } = "";

    /// <summary>How the model writes calls of tools; "" = as its template says.</summary>
    public string ToolFormat { get; set; } = "";

    /// <summary>How tokens become one vector; "" = as the file says.</summary>
    public string Pooling { get; set; } = "";

    /// <summary>Text of a numeric field.</summary>
    public string this[string key]
    {
        get => _numbers.GetValueOrDefault(key, "");
        set => _numbers[key] = value;
    }

    /// <summary>A form filled with a file's saved defaults.</summary>
    public static LoadForm From(SavedLoadOptions? saved)
    {
        var form = new LoadForm { Device = saved?.Device ?? "", KvType = saved?.KvType ?? "f16", Reasoning = saved?.ReasoningFormat ?? "", Pooling = saved?.Pooling ?? "", ToolFormat = saved?.ToolFormat ?? "" };
        form["context"] = Text(saved?.ContextSize);
        form["parallel"] = Text(saved?.Parallel);
        form["gpuLayers"] = Text(saved?.GpuLayers);
        form["threads"] = Text(saved?.Threads);
        form["batch"] = Text(saved?.BatchSize);
        form["queue"] = Text(saved?.QueueCapacity);
        return form;

        static string Text(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
    }

    /// <summary>What is wrong with a numeric field; null = nothing.</summary>
    public string? Fault(Field field) =>
        this[field.Key].Trim() is { Length: > 0 } text && Number(text) is not { } value ? $"{field.Label}: must be {field.Range.Expected}."
        : Number(this[field.Key]) is { } number && (number < field.Range.Min || number > field.Range.Max) ? $"{field.Label}: must be {field.Range.Expected}."
        : null;

    /// <summary>The options; null while a field is wrong.</summary>
    public ModelLoadOptions? Read(string path)
    {
        if (Main.Concat(More).Any(f => Fault(f) is not null)) return null;
        var plain = new ModelLoadOptions { Path = path };
        return plain with
        {
            Id = Id.Trim() is { Length: > 0 } id ? id : null,
            ContextSize = Or("context", plain.ContextSize),
            Parallel = Or("parallel", plain.Parallel),
            GpuLayers = Device == "cpu" ? 0 : Or("gpuLayers", plain.GpuLayers),
            Threads = Or("threads", plain.Threads),
            BatchSize = Or("batch", plain.BatchSize),
            QueueCapacity = Or("queue", plain.QueueCapacity),
            Device = Device.Length > 0 ? Device : null,
            KvType = KvType,
            ReasoningFormat = Reasoning.Length > 0 ? Reasoning : null,
            Pooling = Pooling.Length > 0 ? Pooling : null,
            ToolFormat = ToolFormat.Length > 0 ? ToolFormat : null,
        };
    }

    private int Or(string key, int fallback) => (int?)Number(this[key]) ?? fallback;

    private static long? Number(string text) =>
        long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
}
