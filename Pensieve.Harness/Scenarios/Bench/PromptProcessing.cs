using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Measuring;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Bench;

/// <summary>Prompts of growing length that no cache knows, one at a time.</summary>
internal sealed class PromptProcessing() : ScenarioCase(
    "bench/prompt-processing", "Prompt processing", "how many prompt tokens per second are evaluated, by length", (5, 60, 400), smoke: true)
{
    private static readonly int[] s_lengths = [128, 512, 900, 2048, 8192, 32_768];

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var most = (await ServerState.OfAsync(context, cancellationToken))?.Context ?? context.Count("context", 1024, 4096, 32_768);
        var repeats = context.Count("repeats", 5, 12, 30);
        List<GenerationResult> all = [];
        foreach (var length in s_lengths.Where(l => l <= most - 64).Take(context.Count("lengths", 3, 5, 6)))
        {
            List<GenerationResult> results = [];
            for (var i = 0; i < repeats; i++)
            {
                var prompt = await Prompts.OfTokensAsync(context, length, Prompts.Salt(context, (length * 100) + i), context.Seed + i, cancellationToken);
                results.Add(await context.SendAsync(new GenerationCall { Turns = [new ChatTurn("user", prompt)], MaxTokens = 1, Kind = $"prompt {length}" }, cancellationToken));
            }

            all.AddRange(results);
            var ok = results.Where(r => r is { IsOk: true, First: > 0, PromptTokens: > 0 }).ToArray();
            context.Check($"prompts of {length} tokens are answered", ok.Length == repeats, repeats, $"{ok.Length}; {results.FirstOrDefault(r => !r.IsOk)?.Error}");
            if (ok.Length == 0) continue;
            var phases = await ServerPhases.OfAsync(context, ok, cancellationToken);
            var at = new Dictionary<string, double> { ["prompt_tokens"] = length };
            context.Measure("prompt_ttft", "p50", new SampleSet(ok.Select(r => r.TtftMs).OfType<double>()).Percentile(0.5), "ms", ok.Length, "lower", at: at);
            if (phases.Count > 0)
            {
                var rates = new SampleSet(phases.Values.Select(p => (p.PromptTokens - p.CachedTokens) / (p.PrefillMs / 1e3)));
                context.Measure("prefill_tokens_per_second", "p50", rates.Percentile(0.5), "tokens/s", phases.Count, "higher", true, at);
            }
            else
            {
                // The queue is inside: a lower bound of what the engine does.
                var rates = new SampleSet(ok.Where(r => r.TtftMs > 0).Select(r => (r.PromptTokens - (r.CachedTokens ?? 0)) / (r.TtftMs!.Value / 1e3)));
                context.Measure("prompt_tokens_per_ttft_second", "p50", rates.Percentile(0.5), "tokens/s", ok.Length, "higher", true, at);
            }
        }

        if (!context.Tokens.IsExact) context.Note($"Prompt lengths follow from an {context.Tokens.Source}; rates are by the server's own counts.");
        return all.Count > 0 ? CaseOutcome.Passed : CaseOutcome.Skip($"The context of {most} tokens is too short for the shortest prompt.");
    }
}
