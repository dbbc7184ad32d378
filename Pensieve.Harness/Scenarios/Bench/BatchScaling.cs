using System.Globalization;
using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Bench;

/// <summary>From one stream to as many as there are slots: what batching gains, and what it costs each user.</summary>
internal sealed class BatchScaling() : ScenarioCase(
    "bench/batch-scaling", "Batching gain", "more streams at once bring more tokens per second, up to the number of slots", (11, 60, 300))
{
    /// <summary>Most by which throughput may fall from one step to the next. Short runs vary by more: what looks like a dip is measured again.</summary>
    private const double MostDip = 0.05;

    /// <summary>Times that both steps of a dip are measured again, in the order A B B A.</summary>
    private const int Repeats = 2;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var slots = (await ServerState.OfAsync(context, cancellationToken))?.Slots ?? Capacity.UnknownSlots;
        var seconds = context.Value("seconds", 3, 10, 40);
        var workload = Workload.Of(i => new GenerationCall
        {
            Turns = [new ChatTurn("user", $"Repeat: {i % 50}")], MaxTokens = 64, Extra = context.Target.IsPensieve ? """{"ignore_eos":true}""" : null,
        });
        var timed = await TimedChecks.BeginAsync(context, cancellationToken);
        List<(int Streams, double Rate)> curve = [];
        for (var streams = 1; ; streams = Math.Min(streams * 2, slots))
        {
            var load = await context.LoadAsync(LoadPlan.Closed(workload, streams, seconds, seconds / 4) with { Gates = false }, cancellationToken);
            var at = new Dictionary<string, double> { ["streams"] = streams };
            var metrics = load.Measure(at, "tokens_per_second");
            context.Check($"{streams} streams", metrics.Failed == 0 && metrics.Succeeded > 0, "all ok", $"{metrics.Succeeded} ok, {metrics.Failed} failed");
            curve.Add((streams, metrics.TokensPerSecond));
            context.Measure("batch_efficiency", "value", metrics.TokensPerSecond / (curve[0].Rate * streams), "ratio", metrics.Succeeded, "higher", at: at);
            if (streams == slots) break;
        }

        context.Measure("batching_gain", "value", curve[^1].Rate / curve[0].Rate, "ratio", curve.Count, "higher", primary: true);
        for (var i = 1; i < curve.Count; i++)
        {
            var (low, high) = (curve[i - 1], curve[i]);
            var ratio = high.Rate / low.Rate;
            if (ratio < 1 - MostDip) ratio = await AgainAsync(context, workload, low, high, seconds, cancellationToken);
            timed.Check($"from {low.Streams} to {high.Streams} streams: throughput ÷ that before", ratio >= 1 - MostDip, $"at least {1 - MostDip:0.00}", $"{ratio:0.000}");
        }

        return CaseOutcome.Passed;
    }

    private static async Task<double> AgainAsync(CaseContext context, IWorkload workload, (int Streams, double Rate) low, (int Streams, double Rate) high, double seconds, CancellationToken cancellationToken)
    {
        List<double> lows = [low.Rate], highs = [high.Rate];
        for (var i = 0; i < 2 * Repeats; i++)
        {
            var isLow = i % 4 is 0 or 3;
            var load = await context.LoadAsync(LoadPlan.Closed(workload, isLow ? low.Streams : high.Streams, seconds, seconds / 4) with { Gates = false }, cancellationToken);
            (isLow ? lows : highs).Add(load.Metrics().TokensPerSecond);
        }

        var ratio = highs.Average() / lows.Average();
        context.Note(string.Create(CultureInfo.InvariantCulture, $"From {low.Streams} to {high.Streams} streams throughput seemed to fall to {high.Rate / low.Rate:0.000} of what it was; measured {Repeats} times more on each side it is {ratio:0.000}."));
        return ratio;
    }
}
