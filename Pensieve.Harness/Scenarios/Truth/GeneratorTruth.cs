using System.Diagnostics;
using System.Text.Json;
using Pensieve.Harness.Cli;
using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Mock;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Scenarios.Truth;

/// <summary>The load generator at its limit: 500 streams at once and over 10,000 tokens per second from a mock in a process of its own.</summary>
internal sealed class GeneratorTruth : ICase
{
    private const int Streams = 500;
    private const int Tokens = 100;
    private const double TpotMs = 40;
    private const double Least = 10_000;

    /// <inheritdoc/>
    public CasePlan Plan(RunProfile profile) => new(
        "truth/generator", TruthSuite.Name, "The generator's own limit",
        "This machine's generator reads 10,000 tokens/s of 500 streams while it keeps its schedule; where it cannot, it says invalid", 20);

    /// <inheritdoc/>
    public async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        if (Environment.ProcessPath is not { } program || !Path.GetFileNameWithoutExtension(program).StartsWith("Pensieve", StringComparison.Ordinal))
            return CaseOutcome.Skip("the mock cannot be started as a process of its own from here");
        var streamMs = (TpotMs * (Tokens - 1)) + 40;
        var info = new ProcessStartInfo(program, [MockCommand.Name, "--script", $"ttft=40; tpot={TpotMs}; tokens={Tokens}"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        using var process = Process.Start(info)!;
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
            if (line?.StartsWith(MockCommand.Ready, StringComparison.Ordinal) != true) throw new InvalidOperationException($"The mock did not start: {line}");
            using var client = MockTarget.Client(new Uri(line[MockCommand.Ready.Length..]));
            await MockTarget.WarmUpAsync(client, Dialect.OpenAIChat, cancellationToken);
            var workload = Workload.Of(i => new GenerationCall { Turns = [new ChatTurn("user", $"stream {i}")], MaxTokens = Tokens });
            var rate = Streams / (streamMs / 1000);
            var load = await context.LoadAsync(
                LoadPlan.Open(workload, rate, 6, warmUpSeconds: (streamMs / 1000) + 1, poisson: false) with { Gates = true }, client, cancellationToken);
            var metrics = load.Measure();
            var lags = new Measuring.SampleSet(load.Requests.Select(r => Runs.RunClock.Milliseconds(r.Sched, r.Send)));
            context.Measure("schedule_lag", "p99", lags.Percentile(0.99), "ms", lags.Count, "lower");
            context.CheckEqual("streams that did not end well", 0, metrics.Failed + metrics.Shed);
            context.CheckEqual("tokens of the streams that ended", metrics.Succeeded * (long)Tokens, metrics.OutputTokens);
            using var said = JsonDocument.Parse(await client.Http.GetByteArrayAsync("mock", cancellationToken));
            context.Measure("mock_lateness", "p99", said.RootElement.GetProperty("latenessMsP99").GetDouble(), "ms", (int)Math.Min(int.MaxValue, said.RootElement.GetProperty("moments").GetInt64()));
            context.Emit(new GateResult("tokens per second", metrics.TokensPerSecond >= Least, Math.Round(metrics.TokensPerSecond), Least, "tokens/s"));
            return CaseOutcome.Passed;
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
