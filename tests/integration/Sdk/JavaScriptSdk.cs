using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Sdk;

/// <summary>Runs scripts over both vendors' JavaScript SDKs in one Node process each. A check of a script says what it saw, or judges by itself.</summary>
internal static class JavaScriptSdk
{
    private static readonly string s_directory =
        typeof(JavaScriptSdk).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SdkJs").Value!;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerOptions.Web) { RespectRequiredConstructorParameters = true };

    // What a script saw of an app is asserted by several tests, and it runs once for all of them.
    private static readonly ConcurrentDictionary<(Uri App, string Script), Lazy<Task<IReadOnlyList<JsonElement>>>> s_runs = new();

    /// <summary>What a check saw; the script's run is shared by all who ask.</summary>
    public static async Task<T> SawAsync<T>(AppFixture app, string script, string check)
    {
        var line = (await SharedAsync(app, script)).Single(l => l.GetProperty("check").GetString() == check);
        Assert.True(line.GetProperty("ok").GetBoolean(), line.ToString());
        return line.GetProperty("saw").Deserialize<T>(s_json)!;
    }

    /// <summary>Names of the checks of a shared run, in their order.</summary>
    public static async Task<IEnumerable<string>> ChecksAsync(AppFixture app, string script) => (await SharedAsync(app, script)).Select(l => l.GetProperty("check").GetString()!);

    /// <summary>Every check of a script passed, and none is missing.</summary>
    public static async Task PassesAsync(AppFixture app, string script, string[] checks, params string[] more)
    {
        var results = await RunAsync(app, script, more);
        Assert.Empty(results.Where(r => !r.GetProperty("ok").GetBoolean()).Select(r => r.ToString()));
        Assert.Equal(checks, results.Select(r => r.GetProperty("check").GetString()!));
    }

    private static Task<IReadOnlyList<JsonElement>> SharedAsync(AppFixture app, string script) => s_runs.GetOrAdd((app.Address, script), _ => new(() => RunAsync(app, script))).Value;

    private static async Task<IReadOnlyList<JsonElement>> RunAsync(AppFixture app, string script, params string[] more)
    {
        if (!Directory.Exists(Path.Combine(s_directory, "node_modules", "openai"))) await RunAsync("npm", "ci", "--no-audit", "--no-fund");
        var output = await RunAsync("node", [script, app.Address.ToString().TrimEnd('/'), app.Model, .. more]);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
    }

    private static async Task<string> RunAsync(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = s_directory, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{command} exited {process.ExitCode}: {await errors}\n{output}");
        return output;
    }
}
