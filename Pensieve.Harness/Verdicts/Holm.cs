namespace Pensieve.Harness.Verdicts;

/// <summary>Holm's step-down correction for several tests at once.</summary>
public static class Holm
{
    /// <summary>Adjusted p-values, in the order given: below α, the hypothesis falls with a family-wise error of at most α.</summary>
    public static double[] Adjust(IReadOnlyList<double> pValues)
    {
        int[] order = [.. Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i])];
        var adjusted = new double[pValues.Count];
        double most = 0;
        for (var k = 0; k < order.Length; k++)
        {
            most = Math.Max(most, Math.Min(1, (order.Length - k) * pValues[order[k]]));
            adjusted[order[k]] = most;
        }

        return adjusted;
    }
}
