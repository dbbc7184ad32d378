using System.Net;
using Pensieve.Engine.Models;
using Pensieve.Engine.Worker;

namespace Pensieve.Console.Hosting;

/// <summary>
/// What a server is started with. Section "Pensieve" of appsettings.json, environment variables PENSIEVE_… and the command line
/// all say the same things; the later one wins. <see cref="Setting.All"/> is the table of names, ranges and meanings.
/// </summary>
public sealed record PensieveOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Pensieve";

    /// <summary>Port to listen on; 0 = any free one. <value>7070</value></summary>
    public int Port { get; init; } = 7070;

    /// <summary>Address or name to listen on. <value>127.0.0.1</value></summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Folder of history and settings.</summary>
    public string Data { get; init; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "pensieve");

    /// <summary>PostgreSQL server that keeps history and settings; null = a SQLite file in <see cref="Data"/>. May hold a password.</summary>
    public string? Database { get; init; }

    /// <summary>GGUF file, or the name of one in <see cref="Models"/>; null = the first there is.</summary>
    public string? Model { get; init; }

    /// <summary>Folder of GGUF files. <value>models</value></summary>
    public string Models { get; init; } = Path.Combine(Environment.GetEnvironmentVariable("PENSIEVE_HOME") ?? "", "models");

    /// <summary>Tokens of context for all sequences together; 0 = the model's own, at most 8,192 per sequence.</summary>
    public int Context { get; init; }

    /// <summary>Sequences decoded at once. <value>4</value></summary>
    public int Parallel { get; init; } = 4;

    /// <summary>Layers on the GPU; -1 = all. <value>-1</value></summary>
    public int GpuLayers { get; init; } = -1;

    /// <summary>ggml's name of the device; "auto" = the best one, "cpu" = none. <value>auto</value></summary>
    public string Device { get; init; } = "auto";

    /// <summary>Compute threads; 0 = up to one per physical core, fewer for a small model. <value>0</value></summary>
    public int Threads { get; init; }

    /// <summary>Where native code runs. <value>auto</value></summary>
    public IsolationMode Isolation { get; init; } = IsolationMode.Auto;

    /// <summary>Type of the KV cache: f16, f32, q8_0, q4_0. <value>f16</value></summary>
    public string KvType { get; init; } = "f16";

    /// <summary>How the model marks its thinking: "auto" (as its template says), "none", or a format's name. <value>auto</value></summary>
    public string Reasoning { get; init; } = "auto";

    /// <summary>How the model writes calls of tools: "auto" (as its template says), or a format's name. <value>auto</value></summary>
    public string ToolFormat { get; init; } = "auto";

    /// <summary>How tokens become one vector in embeddings: "auto" (as the file says, else mean), mean, cls, last. <value>auto</value></summary>
    public string Pooling { get; init; } = "auto";

    /// <summary>Requests that may wait for a slot. <value>256</value></summary>
    public int Queue { get; init; } = 256;

    /// <summary>Seconds running requests get to finish when the server stops. <value>30</value></summary>
    public int DrainSeconds { get; init; } = 30;

    /// <summary>Key that callers must send; null = none is asked for.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Whether the console asks who one is; off only on loopback, where then anybody may do anything. <value>true</value></summary>
    public bool SignIn { get; init; } = true;

    /// <summary>Whether only this machine can reach the server.</summary>
    public bool IsLoopback =>
        Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>The address as Kestrel takes it.</summary>
    public string Url => IPAddress.TryParse(Host, out var address)
        ? $"http://{new IPEndPoint(address, Port)}"

        // Kestrel gives "localhost" both loopback addresses, for which it cannot choose one free port.
        : $"http://{(Port == 0 ? "127.0.0.1" : Host)}:{Port}";

    /// <summary>
    /// The model to load: <see cref="Model"/> as a path or as a name in <see cref="Models"/>, else the first file there by name;
    /// null = there is none.
    /// </summary>
    public string? FindModel() => Model is null
        ? Directory.Exists(Models) ? Directory.EnumerateFiles(Models, "*.gguf").Order(StringComparer.Ordinal).FirstOrDefault() : null
        : new[] { Model, Path.Combine(Models, Model), Path.Combine(Models, Model + ".gguf") }.FirstOrDefault(File.Exists);

    /// <summary>How that model is loaded.</summary>
    public ModelLoadOptions LoadOptions(string path) => new()
    {
        Path = path,
        ContextSize = Context,
        Parallel = Parallel,
        GpuLayers = Device.Equals("cpu", StringComparison.OrdinalIgnoreCase) ? 0 : GpuLayers,
        Device = Device,
        Threads = Threads,
        KvType = KvType,
        Pooling = Pooling == "auto" ? null : Pooling,
        ReasoningFormat = Reasoning == "auto" ? null : Reasoning,
        ToolFormat = ToolFormat == "auto" ? null : ToolFormat,
        QueueCapacity = Queue,
    };
}
