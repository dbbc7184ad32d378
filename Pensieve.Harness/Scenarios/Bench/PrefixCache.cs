using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Measuring;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Bench;

/// <summary>Prompts that share a beginning: what share is taken from the cache, and what that saves.</summary>
internal sealed class PrefixCache() : ScenarioCase(
    "bench/prefix-cache", "Prefix cache", "what prompts have in common is evaluated once, and the first token comes earlier for it", (4, 40, 200), smoke: true)
{
    /// <summary>Least share of the tokens that could be reused. Templates and token borders cost a few of each prompt.</summary>
    private const double LeastOfTheory = 0.95;
    private const int BorderTokens = 8;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var probe = new GenerationCall { Turns = [new ChatTurn("user", $"Cache? {Prompts.Salt(context, 0)}")], MaxTokens = 1 };
        await context.SendAsync(probe, cancellationToken);
        if ((await context.SendAsync(probe, cancellationToken)).CachedTokens is null) return CaseOutcome.Skip("The target does not say how many prompt tokens it took from a cache.");
        var most = (await ServerState.OfAsync(context, cancellationToken))?.Context ?? 4096;
        var length = Math.Min(400, (most - 64) / 2);
        var repeats = context.Count("repeats", 8, 20, 64);
        double? cold = null;
        foreach (var percent in (int[])[0, 50, 90, 99])
        {
            var shared = length * percent / 100;
            var prefix = shared == 0 ? "" : await Prompts.OfTokensAsync(context, shared, Prompts.Salt(context, 1000 + percent), context.Seed, cancellationToken) + " ";
            List<GenerationResult> results = [];
            for (var i = 0; i < repeats; i++)
            {
                var rest = await Prompts.OfTokensAsync(context, length - shared, Prompts.Salt(context, (percent * 1000) + i), context.Seed + i, cancellationToken);
                results.Add(await context.SendAsync(new GenerationCall { Turns = [new ChatTurn("user", prefix + rest)], MaxTokens = 1, Kind = $"shared {percent} %" }, cancellationToken));
            }

            // The first of a group fills the cache.
            var later = results.Skip(1).Where(r => r.IsOk).ToArray();
            context.Check($"{percent} % shared", later.Length == repeats - 1, repeats - 1, later.Length);
            if (later.Length == 0) continue;
            var at = new Dictionary<string, double> { ["shared_percent"] = percent };
            var ttft = new SampleSet(later.Select(r => r.TtftMs).OfType<double>()).Percentile(0.5);
            var hit = later.Average(r => (double)(r.CachedTokens ?? 0) / r.PromptTokens);
            context.Measure("cache_hit", "mean", hit, "ratio", later.Length, "higher", at: at);
            context.Measure("cached_ttft", "p50", ttft, "ms", later.Length, "lower", percent == 99, at);
            if (percent == 0) cold = ttft;
            else if (cold is { } c) context.Measure("ttft_hot_over_cold", "value", ttft / c, "ratio", later.Length, "lower", at: at);
            if (percent == 0 || shared <= BorderTokens) continue;
            var reused = later.Average(r => (double)(r.CachedTokens ?? 0));
            context.Check($"{percent} % shared: tokens reused", reused >= (shared - BorderTokens) * LeastOfTheory, $"at least {(shared - BorderTokens) * LeastOfTheory:0}", $"{reused:0}");
        }

        return CaseOutcome.Passed;
    }
}
