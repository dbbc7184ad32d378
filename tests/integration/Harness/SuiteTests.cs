using System.Diagnostics;
using System.Text.Json;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Integration.Harness;

/// <summary>A quick part of each suite through the command line of the published app, against the published app.</summary>
public sealed class SuiteTests
{
    private static readonly Dictionary<string, double> s_small = new()
    {
        ["integration/fuzzing:bodies"] = 60, ["stress/simultaneous:requests"] = 24, ["stress/mixed-operations:rounds"] = 2, ["stress/disconnect-storm:requests"] = 24,
        ["bench/prompt-processing:repeats"] = 2, ["bench/prompt-processing:lengths"] = 1, ["bench/prefix-cache:repeats"] = 3, ["resilience/tcp-slices:requests"] = 8, ["resilience/tcp-reset:requests"] = 8,
    };

    [Fact]
    public async Task Suites_AgainstARunningServer_PassOrAreSkippedWithAReason()
    {
        // Not random weights: their answers are full of near-ties, which no oracle can tell from damage.
        await using var app = await AppProcess.StartAsync(["--model", Path.Combine(AppProcess.RepositoryRoot, "models", "pensieve-tiny.gguf"), "--device", "cpu", "--threads", "1", "--parallel", "4"]);
        await app.WaitUntilReadyAsync();
        var events = await RunAsync(
            ["--target", app.Address.ToString(), "--case", "models-and-errors", "edge", "chat", "messages", "responses", "fuzzing", "simultaneous", "mixed-operations",
                "disconnect-storm", "base-memory", "prompt-processing", "prefix-cache", "cold-start", "tcp-slices", "tcp-reset", "sigterm", "config-change", "tool-loop"],
            ["integration", "stress", "bench", "resilience"]);
        foreach (var ended in Ended(events))
        {
            var (id, status) = (ended.GetProperty("case").GetString()!, ended.GetProperty("status").GetString());

            // A missed limit of time on a busy machine is invalid, and says nothing about the server.
            Assert.True(status is "passed" or "invalid" || (status == "skipped" && id is "bench/cold-start" or "resilience/sigterm" or "resilience/config-change"), $"{id}: {Failures(events)}{ended}");
        }

        Assert.Equal(18, Ended(events).Count);
    }

    [Fact]
    public async Task Faults_OnAServerOfTheRunsOwn_LeaveTheBooksBalanced()
    {
        var events = await RunAsync(["--case", "worker-kill", "config-change", "disk-full", "sigterm", "keys"], ["resilience", "integration"]);
        Assert.Equal(5, Ended(events).Count);
        foreach (var ended in Ended(events)) Assert.True(ended.GetProperty("status").GetString() is "passed" or "invalid" || IsUntried(ended), Failures(events) + ended);
        Assert.Contains(events, e => e.GetProperty("type").GetString() == "fault" && e.ToString().Contains("\"recovered\"", StringComparison.Ordinal));
    }

    // Where another process's limits may not be set, nothing can be filled.
    private static bool IsUntried(JsonElement ended) => ended.GetProperty("case").GetString() == "resilience/disk-full" && ended.GetProperty("status").GetString() == "skipped";

    private static string Failures(IEnumerable<JsonElement> events) =>
        string.Concat(events.Where(e => e.GetProperty("type").GetString() == "check" && !e.GetProperty("passed").GetBoolean()).Take(10).Select(e => e + "\n"));

    private static IReadOnlyList<JsonElement> Ended(IReadOnlyList<JsonElement> events) => [.. events.Where(e => e.GetProperty("type").GetString() == "case_ended")];

    private static async Task<IReadOnlyList<JsonElement>> RunAsync(IReadOnlyList<string> arguments, IReadOnlyList<string> suites)
    {
        var folder = Directory.CreateTempSubdirectory("pensieve-suites-");
        try
        {
            var profile = Path.Combine(folder.FullName, "small.json");
            await File.WriteAllTextAsync(profile, JsonSerializer.Serialize(new { @base = "quick", settings = s_small }));
            var record = Path.Combine(folder.FullName, "events.ndjson");
            var start = new ProcessStartInfo(AppProcess.Executable, ["run", .. suites, "--profile", profile, "--events", record, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["PENSIEVE_HOME"] = AppProcess.RepositoryRoot;

            // One compute thread, as in every test with a real engine; and no server of somebody else's at the usual port.
            (start.Environment["PENSIEVE_THREADS"], start.Environment["PENSIEVE_DEVICE"], start.Environment["PENSIEVE_PORT"]) = ("1", "cpu", "1");
            using var process = Process.Start(start)!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(File.Exists(record), await output + await error);
            return [.. (await File.ReadAllLinesAsync(record)).Select(line => JsonDocument.Parse(line).RootElement.Clone())];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
