using System.CommandLine;
using System.Text.Json;
using Pensieve.Harness.Cli;
using Pensieve.Harness.Mock;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Runs;
using Pensieve.Tests.Unit.Engine.Gguf;

namespace Pensieve.Tests.Unit.Harness.Cli;

/// <summary>`pensieve run --baseline`: a run is shown against an earlier record, case by case.</summary>
public sealed class BaselineTests : IDisposable
{
    private static readonly string[] s_part = ["bench", "--case", "prompt-processing"];
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_OfAPartAgainstARecordOfMore_ComparesTheCasesInCommon()
    {
        await using var mock = MockServer.Start(new MockScript { Ttft = 4, Tpot = 0.3 }, precise: false);
        await using var slower = MockServer.Start(new MockScript { Ttft = 40, Tpot = 0.3 }, precise: false);
        var (earlier, later) = (_folder.File("earlier"), _folder.File("later"));
        var first = await RunAsync(mock, ["bench", "integration", "--case", "prompt-processing", "chat", "--out", earlier]);
        Assert.True(first.Exit == ExitCode.Passed, first.Output + first.Error);
        Assert.DoesNotContain("baseline", first.Output, StringComparison.Ordinal);

        var second = await RunAsync(slower, [.. s_part, "--out", later, "--baseline", earlier]);

        Assert.True(second.Exit == ExitCode.Passed, second.Output + second.Error);
        var (before, after) = ((await RunRecordReader.ReadAsync(earlier)).Summary!, (await RunRecordReader.ReadAsync(later)).Summary!);
        var text = await File.ReadAllTextAsync(Path.Combine(later, "comparison.txt"));
        Assert.Contains(text, second.Output, StringComparison.Ordinal);
        Assert.Contains($"A  {before.Run.RunId} (baseline) (1 run)", text, StringComparison.Ordinal);
        Assert.Contains($"B  {after.Run.RunId} (1 run)", text, StringComparison.Ordinal);
        Assert.Contains("suites: bench, integration  |  bench", text, StringComparison.Ordinal);
        Assert.DoesNotContain("The environments differ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("integration/chat", text, StringComparison.Ordinal);
        Assert.Contains("no verdict", text, StringComparison.Ordinal);

        // The ratio is that of the two records' figures, and shows the slower server.
        var figure = after.Cases.Single().Measurements.First(m => m.Metric == "prompt_ttft");
        var old = before.Cases.Single(c => c.Plan.Id == "bench/prompt-processing").Measurements.First(m => m.Metric == figure.Metric && m.Statistic == figure.Statistic && Same(m.At, figure.At));
        Assert.Contains($"× {Figure.Digits(figure.Value!.Value / old.Value!.Value)}", text, StringComparison.Ordinal);
        Assert.True(figure.Better == "higher" ? figure.Value < old.Value / 2 : figure.Value > old.Value * 2);
    }

    [Fact]
    public async Task Run_WithoutAFolderOfItsOwn_ComparesAndLeavesNothingBehind()
    {
        await using var mock = MockServer.Start(new MockScript { Ttft = 4, Tpot = 0.3 }, precise: false);
        var earlier = _folder.File("earlier.ndjson");
        await RunAsync(mock, [.. s_part, "--events", earlier]);
        var before = Directory.GetFiles(Path.GetTempPath(), "pensieve-*.ndjson");

        var second = await RunAsync(mock, [.. s_part, "--baseline", earlier]);

        Assert.Contains("(baseline) (1 run)", second.Output, StringComparison.Ordinal);
        Assert.Contains("bench/prompt-processing", second.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), "pensieve-*.ndjson").Except(before));
    }

    [Fact]
    public async Task Run_WithABaselineThatIsNone_EndsBeforeAnythingIsSent()
    {
        await using var mock = MockServer.Start(new MockScript(), precise: false);
        await File.WriteAllTextAsync(_folder.File("no-record.ndjson"), "{}\n");
        foreach (var name in new[] { "missing", "no-record.ndjson" })
        {
            var run = await RunAsync(mock, [.. s_part, "--out", _folder.File("out"), "--baseline", _folder.File(name)]);
            Assert.Equal(ExitCode.Error, run.Exit);
            Assert.StartsWith("--baseline: ", run.Error, StringComparison.Ordinal);
            Assert.False(Directory.Exists(_folder.File("out")));
        }
    }

    private static bool Same(IReadOnlyDictionary<string, double>? a, IReadOnlyDictionary<string, double>? b) => JsonSerializer.Serialize(a) == JsonSerializer.Serialize(b);

    private async Task<(int Exit, string Output, string Error)> RunAsync(MockServer mock, string[] arguments)
    {
        var profile = _folder.File("small.json");
        await File.WriteAllTextAsync(profile, """{"base":"quick","settings":{"bench/prompt-processing:repeats":2,"bench/prompt-processing:lengths":1}}""");
        using var output = new StringWriter();
        using var error = new StringWriter();
        var command = RunCommand.Create(() => throw new InvalidOperationException("A target is named: nobody asks for another."));
        var exit = await command.Parse([.. arguments, "--target", mock.Url.ToString(), "--profile", profile])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = null }, TestContext.Current.CancellationToken);
        return (exit, output.ToString(), error.ToString());
    }
}
