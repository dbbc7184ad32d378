using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Measuring;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Bench;

/// <summary>
/// Whether repeated prompts are generated anew: an answer that was kept would make every figure of tokens per second a lie. The
/// prompt may come from a cache, the output may not.
/// </summary>
internal sealed class CacheHonesty() : ScenarioCase(
    "bench/cache-honesty", "Honesty of repeats", "a prompt asked again is generated again: its tokens take as long as those of a new prompt", (2, 30, 90))
{
    private const double MostFaster = 0.10;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var timed = await TimedChecks.BeginAsync(context, cancellationToken);
        List<double> fresh = [], repeated = [];

        // By turns, so that what changes over time changes both.
        for (var i = 0; i < context.Count("pairs", 20, 60, 150); i++)
        {
            if (await OneAsync($"Repeat: {Prompts.Salt(context, i)}", "new") is { } a) fresh.Add(a);
            if (await OneAsync("Repeat: silver bridge", "repeated") is { } b && i > 0) repeated.Add(b);
        }

        double? news = new SampleSet(fresh).Percentile(0.5), again = new SampleSet(repeated).Percentile(0.5);
        if (news is not { } n || again is not { } r) return CaseOutcome.Fail("Too few tokens came to say how long one takes.");
        context.Measure("tpot_new", "p50", n, "ms", fresh.Count, "lower");
        context.Measure("tpot_repeated", "p50", r, "ms", repeated.Count, "lower");
        timed.Check("time per token, repeated ÷ new", r >= n * (1 - MostFaster), $"at least {1 - MostFaster:0.00}", $"{r / n:0.000}");
        return CaseOutcome.Passed;

        async Task<double?> OneAsync(string prompt, string kind)
        {
            var call = new GenerationCall { Turns = [new ChatTurn("user", prompt)], MaxTokens = 64, Kind = kind, Extra = context.Target.IsPensieve ? """{"ignore_eos":true}""" : null };
            var result = await context.SendAsync(call, cancellationToken);
            return result.IsOk ? result.TpotMs : null;
        }
    }
}
