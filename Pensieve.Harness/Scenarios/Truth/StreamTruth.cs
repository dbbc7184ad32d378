using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Mock;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Scenarios.Truth;

/// <summary>Streams of one dialect and one script: every metric against what the script says.</summary>
internal sealed class StreamTruth(string id, string title, Dialect dialect, string script) : ICase
{
    private const int Requests = 24;
    private const int Users = 2;

    /// <inheritdoc/>
    public CasePlan Plan(RunProfile profile) => new($"truth/{id}", TruthSuite.Name, title, $"Every metric of a stream is within 1 ms or 1 % of the script: {script}", 4);

    /// <inheritdoc/>
    public async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var s = new MockScript().With(script).Script;
        await using var mock = MockServer.Start(s);
        using var client = MockTarget.Client(mock, dialect);
        await MockTarget.WarmUpAsync(client, dialect, cancellationToken);
        var workload = Workload.Of(i => new GenerationCall { Turns = [new ChatTurn("user", $"tell me about number {i}")], MaxTokens = s.Tokens, KeepText = true });
        List<GenerationResult> results = [];
        var load = await context.LoadAsync(LoadPlan.Batch(workload, Users, Requests) with { OnResult = (_, r) => { lock (results) results.Add(r); } }, client, cancellationToken);
        var metrics = load.Measure();

        var frames = 1 + ((s.Tokens - s.First + s.Bundle - 1) / s.Bundle);
        var stream = (s.Tokens - s.First) * s.Tpot;
        TruthTolerance.Near(context, "TTFT p50", s.Ttft, metrics.Ttft.Percentile(0.5));
        TruthTolerance.Near(context, "first text p50", s.Ttft + (s.Reasoning > 0 ? (s.Reasoning + 1 - s.First) * s.Tpot : 0), metrics.FirstText.Percentile(0.5));
        TruthTolerance.Near(context, "TPOT p50", s.Tpot, metrics.Tpot.Percentile(0.5), Math.Max(0.1, s.Tpot * 0.01));
        TruthTolerance.Near(context, "ITL p50", s.Tpot * s.Bundle, metrics.Itl.Percentile(0.5));
        TruthTolerance.Near(context, "E2E p50", s.Ttft + stream + s.Tail, metrics.E2E.Percentile(0.5));
        context.CheckEqual("requests that ended well", Requests, metrics.Succeeded);
        context.CheckEqual("output tokens", (long)Requests * s.Tokens, metrics.OutputTokens);
        context.CheckEqual("payload frames", (long)Requests * frames, metrics.Frames);
        context.CheckEqual("cached prompt tokens", (long)Requests * s.Cached, metrics.CachedTokens);
        context.CheckEqual("prompt tokens", (long)Requests * 5, metrics.PromptTokens);
        context.Check("n₁ is known", results.All(r => r.FirstTokens == s.First), s.First, string.Join(", ", results.Select(r => r.FirstTokens).Distinct()));
        var wrong = results.Count(r => r.Text != MockText.Tokens(MockText.Key($"tell me about number {Index(r)}"), s.Reasoning, s.Tokens - s.Reasoning));
        context.CheckEqual("answers whose text is not the script's", 0, wrong);
        TruthTolerance.GateMock(context, mock);
        return CaseOutcome.Passed;

        int Index(GenerationResult result) => int.Parse(result.Id.Split('#')[1], System.Globalization.CultureInfo.InvariantCulture) - 1;
    }
}
