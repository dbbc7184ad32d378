using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Mock;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Scenarios.Truth;

/// <summary>
/// The mock's delay switch as a regression: of 5 % it must be found, and the same variant against itself must give no verdict of
/// change, in as many repeats as the profile asks for.
/// </summary>
internal sealed class RegressionTruth : ICase
{
    private const double Factor = 1.05;
    private const int Requests = 6;

    /// <inheritdoc/>
    public CasePlan Plan(RunProfile profile) => new(
        "truth/regression", TruthSuite.Name, "Injected regression", "A delay of 5 % is found by paired runs, and no change is seen where there is none",
        9 + (9 * profile.Count("truth/regression", "repeats", 1, 5, 20)));

    /// <inheritdoc/>
    public async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var script = new MockScript { Ttft = 60, Tpot = 6, Tokens = 16 };
        await using var mock = MockServer.Start(script);
        using var client = MockTarget.Client(mock);
        await MockTarget.WarmUpAsync(client, Dialect.OpenAIChat, cancellationToken);

        var repeats = context.Count("repeats", 1, 5, 20);
        Dictionary<string, double> delta = [];
        var changes = 0;
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            using var phase = context.Phase($"A/A {repeat + 1}", $"{PairedComparison.Pairs} pairs");
            var same = await PairedRuns.CollectAsync(PairedComparison.Pairs, (_, token) => RunAsync(1, token), cancellationToken);
            foreach (var result in PairedComparison.Judge(PairedRuns.Series(same)))
            {
                Record(result, $"aa_{repeat + 1}_");
                if (result.Verdict is ChangeVerdict.Improved or ChangeVerdict.Regressed) changes++;
            }

            foreach (var (metric, values) in same) delta[metric] = Math.Max(delta.GetValueOrDefault(metric), PairedComparison.NoiseFloor(values.A, values.B));
        }

        context.CheckEqual($"verdicts of change in {repeats} comparisons of one variant with itself", 0, changes);
        using (context.Phase("A/B", $"{PairedComparison.Pairs} pairs, B slower by 5 %"))
        {
            var values = await PairedRuns.CollectAsync(PairedComparison.Pairs, (isB, token) => RunAsync(isB ? Factor : 1, token), cancellationToken);
            foreach (var (metric, pairs) in values)
            {
                for (var i = 0; i < pairs.A.Length; i++) context.Emit(new PairMeasured("A/B", metric, "ms", i + 1, pairs.A[i], pairs.B[i], "lower"));
            }

            foreach (var result in PairedComparison.Judge(PairedRuns.Series(values), delta))
            {
                Record(result, "ab_");

                // A machine too noisy for 5 % makes the case undecided: that is the honest answer, and not a failure.
                if (result.Delta >= Factor - 1) return CaseOutcome.Undecided($"{result.Metric}: the machine's own noise is {result.Delta:P1}, more than the 5 % to be found");
                if (result.Verdict == ChangeVerdict.Inconclusive && !TruthChecks.IsPrecise(mock)) return CaseOutcome.Undecided($"{result.Metric}: the mock was too late for its script to be the truth");
                context.CheckEqual($"{result.Metric}: verdict on 5 % more", ChangeVerdict.Regressed, result.Verdict);
            }
        }

        return CaseOutcome.Passed;

        async Task<IReadOnlyDictionary<string, double>> RunAsync(double factor, CancellationToken token)
        {
            mock.Script = script with { Delay = factor };
            List<GenerationResult> results = [];
            for (var i = 0; i < Requests / 2; i++)
            {
                var call = new GenerationCall { Turns = [new ChatTurn("user", $"pair {i}")] };
                results.AddRange(await Task.WhenAll(client.SendAsync(call, token), client.SendAsync(call, token)));
            }

            return new Dictionary<string, double>
            {
                ["ttft"] = Median(results.Select(r => r.TtftMs)), ["tpot"] = Median(results.Select(r => r.TpotMs)), ["e2e"] = Median(results.Select(r => (double?)r.E2EMs)),
            };
        }

        void Record(PairedComparison.Result result, string prefix)
        {
            var (low, high) = (double.IsFinite(result.Low) ? result.Low : (double?)null, double.IsFinite(result.High) ? result.High : (double?)null);
            context.Measure(prefix + result.Metric, "ratio", result.Ratio, "ratio", result.N, lower: low, upper: high);
        }
    }

    private static double Median(IEnumerable<double?> values) => new Measuring.SampleSet(values.OfType<double>()).Percentile(0.5) ?? throw new InvalidOperationException("The mock answered nothing.");
}
