using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Sdk;

/// <summary>Round trips of both vendors' JavaScript SDKs in one Node process; each check of the script must have passed.</summary>
public abstract class JavaScriptSdkTests(AppFixture app)
{
    private static readonly string s_directory =
        typeof(JavaScriptSdkTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SdkJs").Value!;

    private static readonly string[] s_checks =
    [
        "anthropic create and stream agree", "anthropic raw events", "anthropic count tokens", "anthropic models", "anthropic unknown model",
        "openai create and stream agree", "openai usage chunk", "openai several choices", "openai legacy completions", "openai models", "openai unknown model",
        "openai responses create and stream agree", "openai responses stored",
    ];

    [Fact]
    public Task Sdks_EveryCheckOfTheScript_Passes() => PassesAsync("round-trips.mjs", s_checks);

    /// <summary>Every check of a script passed, and none is missing.</summary>
    protected async Task PassesAsync(string script, string[] checks)
    {
        if (!Directory.Exists(Path.Combine(s_directory, "node_modules", "openai"))) await RunAsync("npm", "ci", "--no-audit", "--no-fund");
        var output = await RunAsync("node", script, app.Address.ToString().TrimEnd('/'), app.Model);
        var results = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();
        Assert.Empty(results.Where(r => !r.GetProperty("ok").GetBoolean()).Select(r => r.ToString()));
        Assert.Equal(checks, results.Select(r => r.GetProperty("check").GetString()!));
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

/// <summary>Over the scripted engine.</summary>
public sealed class JavaScriptSdkFakeTests(FakeAppFixture app) : JavaScriptSdkTests(app), IClassFixture<FakeAppFixture>
{
    private static readonly string[] s_toolChecks =
        ["anthropic tool loop", "anthropic stream of calls", "openai tool loop", "openai stream of calls", "openai tool runner",
         "openai responses tool loop", "openai responses stream of calls"];

    [Fact]
    public Task Sdks_EveryToolLoop_Passes() => PassesAsync("tool-loops.mjs", s_toolChecks);
}
