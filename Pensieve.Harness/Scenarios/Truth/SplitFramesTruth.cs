using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Mock;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Scenarios.Truth;

/// <summary>Frames that arrive in pieces: they count once, when they are whole, and no byte is lost.</summary>
internal sealed class SplitFramesTruth : ICase
{
    private const int Requests = 12;

    /// <inheritdoc/>
    public CasePlan Plan(RunProfile profile) =>
        new("truth/split-frames", TruthSuite.Name, "Frames in pieces", "A frame that arrives in three pieces is one frame, stamped when it is whole", 4);

    /// <inheritdoc/>
    public async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        await using var mock = MockServer.Start(new MockScript().With("ttft=40; tpot=10; tokens=16; pieces=3").Script);
        foreach (var dialect in Enum.GetValues<Dialect>())
        {
            using var client = MockTarget.Client(mock, dialect);
            var workload = Workload.Of(_ => new GenerationCall { Turns = [new ChatTurn("user", "in pieces")], KeepText = true });
            List<GenerationResult> results = [];
            await context.LoadAsync(LoadPlan.Batch(workload, 4, Requests) with { Gates = false, OnResult = (_, r) => { lock (results) results.Add(r); } }, client, cancellationToken);
            context.CheckEqual($"{dialect}: streams that ended well", Requests, results.Count(r => r.IsOk));
            context.CheckEqual($"{dialect}: payload frames", Requests * 16, results.Sum(r => r.FrameMicros.Length));
            context.CheckEqual($"{dialect}: answers whose text is not the script's", 0, results.Count(r => r.Text != MockText.Tokens(MockText.Key("in pieces"), 0, 16)));

            // Two further pieces, or three where the length leaves a rest, a millisecond each.
            var early = results.Count(r => r.TtftMs < 41.9);
            context.CheckEqual($"{dialect}: frames stamped before they were whole", 0, early);
        }

        return CaseOutcome.Passed;
    }
}
