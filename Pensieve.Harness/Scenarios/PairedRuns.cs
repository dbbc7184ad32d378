using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Scenarios;

/// <summary>Runs two variants in the interleaved order ABBA, so that drift of the machine falls on both alike.</summary>
public static class PairedRuns
{
    /// <summary>The values of each metric, A and B of every pair.</summary>
    /// <param name="pairs">Pairs.</param>
    /// <param name="run">Runs a variant once (true = B) and returns one positive value per metric.</param>
    /// <param name="cancellationToken">Stops between runs.</param>
    public static async Task<IReadOnlyDictionary<string, (double[] A, double[] B)>> CollectAsync(
        int pairs, Func<bool, CancellationToken, Task<IReadOnlyDictionary<string, double>>> run, CancellationToken cancellationToken)
    {
        Dictionary<string, (double[] A, double[] B)> values = [];
        for (var pair = 0; pair < pairs; pair++)
        {
            foreach (var isB in pair % 2 == 0 ? (bool[])[false, true] : [true, false])
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var (metric, value) in await run(isB, cancellationToken))
                {
                    if (!values.TryGetValue(metric, out var both)) values[metric] = both = (new double[pairs], new double[pairs]);
                    (isB ? both.B : both.A)[pair] = value;
                }
            }
        }

        return values;
    }

    /// <summary>The series that <see cref="PairedComparison.Judge"/> takes.</summary>
    public static PairedComparison.Series[] Series(IReadOnlyDictionary<string, (double[] A, double[] B)> values, params IReadOnlyCollection<string> higherIsBetter) =>
        [.. values.Select(v => new PairedComparison.Series(v.Key, v.Value.A, v.Value.B, higherIsBetter.Contains(v.Key)))];
}
