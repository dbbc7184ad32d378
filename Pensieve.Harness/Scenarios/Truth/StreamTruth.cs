using System.Globalization;
using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Mock;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Scenarios.Truth;

/// <summary>Streams of one dialect and one script: every metric against what the script says.</summary>
internal sealed class StreamTruth(string id, string title, Dialect dialect, string script, bool smoke = false) : ICase
{
    private const int Requests = 24;
    private const int Users = 2;
    private const int Attempts = 5;

    /// <inheritdoc/>
    public bool IsSmoke => smoke;

    /// <inheritdoc/>
    public CasePlan Plan(RunProfile profile) => new($"truth/{id}", TruthSuite.Name, title, $"Every metric of a stream is within 1 ms or 1 % of the script: {script}", 4);

    /// <inheritdoc/>
    public async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var s = new MockScript().With(script).Script;
        var attempts = 0;
        while (true)
        {
            await using var mock = MockServer.Start(s);
            var (load, wrong) = await LoadAsync(context, mock, s, cancellationToken);

            // A neighbour that took the processor for a moment: the script was not kept, and is tried again.
            if (!TruthChecks.IsPrecise(mock) && ++attempts < Attempts) continue;
            Check(context, mock, s, load, wrong);
            return CaseOutcome.Passed;
        }
    }

    private async Task<(LoadResult Load, int Wrong)> LoadAsync(CaseContext context, MockServer mock, MockScript s, CancellationToken cancellationToken)
    {
        using var client = MockTarget.Client(mock, dialect);
        await MockTarget.WarmUpAsync(client, dialect, cancellationToken);
        var workload = Workload.Of(i => new GenerationCall { Turns = [new ChatTurn("user", Prompt(i))], MaxTokens = s.Tokens, KeepText = true });
        var wrong = 0;
        var load = await context.LoadAsync(LoadPlan.Batch(workload, Users, Requests) with { OnResult = Oracle }, client, cancellationToken);
        return (load, wrong);

        void Oracle(int index, GenerationResult result)
        {
            var expected = MockText.Tokens(MockText.Key(Prompt(index)), s.Reasoning, s.Tokens - s.Reasoning);
            if (result.Text == expected) return;
            Interlocked.Increment(ref wrong);
            if (result.IsOk) result.Outcome = GenerationResult.Wrong;
        }
    }

    private static string Prompt(int index) => $"tell me about number {index}";

    private static void Check(CaseContext context, MockServer mock, MockScript s, LoadResult load, int wrong)
    {
        var metrics = load.Measure();
        var frames = 1 + ((s.Tokens - s.First + s.Bundle - 1) / s.Bundle);
        var stream = (s.Tokens - s.First) * s.Tpot;
        var checks = new TruthChecks(context);
        checks.Near("TTFT p50", s.Ttft, metrics.Ttft.Percentile(0.5));
        checks.Near("first text p50", s.Ttft + (s.Reasoning > 0 ? (s.Reasoning + 1 - s.First) * s.Tpot : 0), metrics.FirstText.Percentile(0.5));
        checks.Near("TPOT p50", s.Tpot, metrics.Tpot.Percentile(0.5), Math.Max(0.1, s.Tpot * 0.01));
        checks.Near("ITL p50", s.Tpot * s.Bundle, metrics.Itl.Percentile(0.5));
        checks.Near("E2E p50", s.Ttft + stream + s.Tail, metrics.E2E.Percentile(0.5));
        context.CheckEqual("requests that ended well", Requests, metrics.Succeeded);
        context.CheckEqual("output tokens", (long)Requests * s.Tokens, metrics.OutputTokens);
        context.CheckEqual("payload frames", (long)Requests * frames, metrics.Frames);
        context.CheckEqual("cached prompt tokens", (long)Requests * s.Cached, metrics.CachedTokens);
        context.CheckEqual("prompt tokens", (long)Requests * 5, metrics.PromptTokens);
        context.CheckEqual("n₁", s.First.ToString(CultureInfo.InvariantCulture), string.Join(", ", load.Requests.Select(r => r.FirstTokens).Distinct()));
        context.CheckEqual("answers whose text is not the script's", 0, wrong);
        checks.Finish(mock);
    }
}
