using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Measuring;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Bench;

/// <summary>One stream at a time, after short and after long prompts.</summary>
internal sealed class Generation() : ScenarioCase(
    "bench/generation", "Generation", "how long a token takes for one user, by what stands before it", (7, 50, 300), smoke: true)
{
    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var most = (await ServerState.OfAsync(context, cancellationToken))?.Context ?? context.Count("context", 1024, 4096, 32_768);
        var (tokens, repeats) = (128, context.Count("repeats", 6, 12, 30));
        var none = true;
        foreach (var depth in ((int[])[16, 512, 4096, 16_384]).Where(d => d + tokens + 64 <= most))
        {
            none = false;
            List<GenerationResult> results = [];
            for (var i = 0; i < repeats; i++)
            {
                var prompt = await Prompts.OfTokensAsync(context, depth, Prompts.Salt(context, (depth * 100) + i), context.Seed + i, cancellationToken);
                results.Add(await context.SendAsync(
                    new GenerationCall
                    {
                        Turns = [new ChatTurn("user", prompt)], MaxTokens = tokens, Kind = $"depth {depth}", Extra = context.Target.IsPensieve ? """{"ignore_eos":true}""" : null,
                    }, cancellationToken));
            }

            var tpot = new SampleSet(results.Where(r => r.IsOk).Select(r => r.TpotMs).OfType<double>());
            var at = new Dictionary<string, double> { ["depth"] = depth };
            context.Check($"generation at depth {depth}", results.All(r => r.IsOk), "all ok", string.Join(", ", results.Where(r => !r.IsOk).Select(r => r.Error).Distinct()));
            if (tpot.Percentile(0.5) is not { } middle) continue;
            context.Measure("generation_tpot", "p50", middle, "ms", tpot.Count, "lower", true, at);
            context.Measure("generation_tokens_per_second", "p50", 1000 / middle, "tokens/s", tpot.Count, "higher", false, at);
            if (context.Target.IsPensieve) context.CheckEqual($"tokens at depth {depth}", tokens * repeats, results.Sum(r => r.OutputTokens));
        }

        return none ? CaseOutcome.Skip($"The context of {most} tokens is too short.") : CaseOutcome.Passed;
    }
}
