using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Sdk;

/// <summary>Runs scripts over both vendors' JavaScript SDKs in one Node process each.</summary>
internal static class JavaScriptSdk
{
    private static readonly string s_directory =
        typeof(JavaScriptSdk).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SdkJs").Value!;

    /// <summary>Every check of a script passed, and none is missing.</summary>
    public static async Task PassesAsync(AppFixture app, string script, string[] checks, params string[] more)
    {
        if (!Directory.Exists(Path.Combine(s_directory, "node_modules", "openai"))) await RunAsync("npm", "ci", "--no-audit", "--no-fund");
        var output = await RunAsync("node", [script, app.Address.ToString().TrimEnd('/'), app.Model, .. more]);
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
