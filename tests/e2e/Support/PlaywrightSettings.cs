using System.Text.Json;

namespace Pensieve.Tests.E2E.Support;

/// <summary>playwright.config.json at the root of the repository, which the C# fixture and npx playwright share.</summary>
public sealed class PlaywrightSettings
{
    private PlaywrightSettings(string root, JsonElement config)
    {
        Root = root;
        var use = config.GetProperty("use");
        var launch = use.GetProperty("launchOptions");
        BaseUrl = Environment.GetEnvironmentVariable("PENSIEVE_URL") is { Length: > 0 } url ? url : use.GetProperty("baseURL").GetString() ?? "";
        ExecutablePath = launch.GetProperty("executablePath").GetString()!;
        Arguments = [.. launch.GetProperty("args").EnumerateArray().Select(a => a.GetString()!)];
        Headless = use.GetProperty("headless").GetBoolean();
        TestTimeout = config.GetProperty("timeout").GetInt32();
        ExpectTimeout = config.GetProperty("expect").GetProperty("timeout").GetInt32();
        RunTimeout = config.GetProperty("metadata").GetProperty("runTimeout").GetInt32();
        OutputDirectory = Path.Combine(root, config.GetProperty("outputDir").GetString()!);
        Trace = use.GetProperty("trace").GetString() != "off";
        Screenshot = use.GetProperty("screenshot").GetString() != "off";
        Viewports = config.GetProperty("projects").EnumerateArray().ToDictionary(
            p => p.GetProperty("name").GetString()!,
            p => p.GetProperty("use").GetProperty("viewport") is var v ? (v.GetProperty("width").GetInt32(), v.GetProperty("height").GetInt32()) : default);
    }

    /// <summary>The settings of this checkout.</summary>
    public static PlaywrightSettings Current { get; } = Load();

    /// <summary>Root of the checkout.</summary>
    public string Root { get; }

    /// <summary>A server that already runs; "" = the fixture starts one.</summary>
    public string BaseUrl { get; }

    public string ExecutablePath { get; }

    public string[] Arguments { get; }

    public bool Headless { get; }

    public int TestTimeout { get; }

    public int ExpectTimeout { get; }

    /// <summary>Milliseconds within which a run of a suite ends on a busy machine.</summary>
    public int RunTimeout { get; }

    public string OutputDirectory { get; }

    public bool Trace { get; }

    public bool Screenshot { get; }

    public IReadOnlyDictionary<string, (int Width, int Height)> Viewports { get; }

    private static PlaywrightSettings Load()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "playwright.config.json");
            if (!File.Exists(file)) continue;
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            return new PlaywrightSettings(folder.FullName, json.RootElement.Clone());
        }

        throw new FileNotFoundException("playwright.config.json is in no folder above the tests.");
    }
}
