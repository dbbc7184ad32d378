using System.Globalization;
using Pensieve.Engine.Chat.Reasoning;
using Pensieve.Engine.Chat.Tools;
using Pensieve.Engine.Models;
using Pensieve.Engine.Worker;

namespace Pensieve.Console.Hosting;

/// <summary>One setting: its name in all three places, what it means and what it takes.</summary>
/// <param name="Name">Name on the command line, without dashes: "gpu-layers".</param>
/// <param name="Key">Name in the section of appsettings.json: "GpuLayers".</param>
/// <param name="Takes">What values it takes, for people: "0 to 65535".</param>
/// <param name="Help">One line of meaning, with the default.</param>
/// <param name="Apply">Options with the value in them; null = the value is not one it takes.</param>
public sealed record Setting(string Name, string Key, string Takes, string Help, Func<PensieveOptions, string, PensieveOptions?> Apply)
{
    /// <summary>Not on the command line, where other users of the machine could read it.</summary>
    public bool IsSecret { get; private init; }

    /// <summary>Environment variable: PENSIEVE_GPU_LAYERS.</summary>
    public string Variable => "PENSIEVE_" + Name.Replace('-', '_').ToUpperInvariant();

    /// <summary>Every setting, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Number("port", "Port", 0, 65_535, "Port to listen on, 0 = any free one (7070)", (o, v) => o with { Port = v }),
        Text("host", "Host", "Address to listen on; beyond this machine only with PENSIEVE_API_KEY (127.0.0.1)", (o, v) => o with { Host = v }),
        Text("data", "Data", "Folder of history and settings (the user's data folder)", (o, v) => o with { Data = v }),
        Text("model", "Model", "GGUF file, or a name in the models folder (the first there)", (o, v) => o with { Model = v }),
        Text("models", "Models", "Folder of GGUF files (models)", (o, v) => o with { Models = v }),
        Number("ctx", "Context", 0, 1 << 24, "Tokens of context for all sequences together, 0 = the model's, at most 8192 a slot (0)", (o, v) => o with { Context = v }),
        Number("parallel", "Parallel", 1, ModelLoadOptions.MaxParallel, "Sequences decoded at once (4)", (o, v) => o with { Parallel = v }),
        Number("gpu-layers", "GpuLayers", -1, 10_000, "Layers on the GPU, -1 = all (-1)", (o, v) => o with { GpuLayers = v }),
        Text("device", "Device", "Device as ggml names it, auto or cpu (auto)", (o, v) => o with { Device = v }),
        Number("threads", "Threads", 0, 1024, "Compute threads, 0 = up to one per physical core, fewer for a small model (0)", (o, v) => o with { Threads = v }),
        Choice("isolation", "Isolation", Enum.GetNames<IsolationMode>(), "Where native code runs (auto)", (o, v) => o with { Isolation = Enum.Parse<IsolationMode>(v) }),
        Choice("kv-type", "KvType", ["f16", "f32", "q8_0", "q4_0"], "Type of the KV cache (f16)", (o, v) => o with { KvType = v }),
        Choice("pooling", "Pooling", ["auto", "mean", "cls", "last"], "How tokens become one vector in embeddings (auto: as the file says, else mean)", (o, v) => o with { Pooling = v }),
        Choice("reasoning", "Reasoning", ["auto", "none", .. ReasoningFormat.Names], "How the model marks its thinking (auto: as its template does)", (o, v) => o with { Reasoning = v }),
        Choice("tool-format", "ToolFormat", ["auto", .. ToolCallFormat.Names], "How the model writes calls of tools (auto: as its template does)", (o, v) => o with { ToolFormat = v }),
        Number("queue", "Queue", 0, 100_000, "Requests that may wait for a slot (256)", (o, v) => o with { Queue = v }),
        Number("drain-seconds", "DrainSeconds", 0, 3600, "Seconds running requests get to finish at the end (30)", (o, v) => o with { DrainSeconds = v }),
        Choice("sign-in", "SignIn", ["on", "off"], "Whether the console asks who one is; off only on this machine (on)", (o, v) => o with { SignIn = v == "on" }),
        Text("api-key", "ApiKey", "Key that callers must send (none)", (o, v) => o with { ApiKey = v }) with { IsSecret = true },
        Text("database", "Database", "PostgreSQL server for history and settings, as postgres://user:password@host/name (a SQLite file in the data folder)", (o, v) => o with { Database = v }) with { IsSecret = true },
    ];

    private static Setting Text(string name, string key, string help, Func<PensieveOptions, string, PensieveOptions> set) =>
        new(name, key, "text", help, (o, v) => string.IsNullOrWhiteSpace(v) ? null : set(o, v));

    private static Setting Number(string name, string key, int min, int max, string help, Func<PensieveOptions, int, PensieveOptions> set) => new(
        name, key, string.Create(CultureInfo.InvariantCulture, $"{min} to {max}"), help,
        (o, v) => int.TryParse(v, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n >= min && n <= max ? set(o, n) : null);

    private static Setting Choice(string name, string key, string[] choices, string help, Func<PensieveOptions, string, PensieveOptions> set) => new(
        name, key, string.Join(" or ", choices.Select(c => c.ToLowerInvariant())), help,
        (o, v) => choices.FirstOrDefault(c => c.Equals(v, StringComparison.OrdinalIgnoreCase)) is { } choice ? set(o, choice) : null);
}
