namespace Pensieve.Harness.Verdicts;

/// <summary>The Mann–Whitney U test of two independent samples: exact up to 20 values each, ties included, else by the normal approximation.</summary>
public static class MannWhitney
{
    private const int MaxExact = 20;

    /// <summary>Result of a test.</summary>
    /// <param name="U">The statistic of the first sample: how often one of it exceeds one of the second, ties counting half.</param>
    /// <param name="P">Two-sided p-value.</param>
    /// <param name="Shift">Hodges–Lehmann: the median of all differences second − first.</param>
    public readonly record struct Result(double U, double P, double Shift);

    /// <summary>Tests two samples, neither of them empty.</summary>
    public static Result Test(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        int m = first.Count, n = second.Count;
        ArgumentOutOfRangeException.ThrowIfZero(m);
        ArgumentOutOfRangeException.ThrowIfZero(n);
        var ranks = Ranks.Of([.. first, .. second]);
        var rankSum = ranks.Take(m).Sum();
        var u = rankSum - (m * (m + 1) / 2.0);
        double[] shifts = [.. first.SelectMany(a => second.Select(b => b - a)).Order()];
        var shift = shifts.Length % 2 == 1 ? shifts[shifts.Length / 2] : (shifts[(shifts.Length / 2) - 1] + shifts[shifts.Length / 2]) / 2;
        var p = m <= MaxExact && n <= MaxExact ? Exact(ranks, m, rankSum) : Approximate(ranks, m, n, u);
        return new Result(u, p, shift);
    }

    // Permutation distribution of the rank sum over all choices of m ranks; doubled ranks are whole numbers.
    private static double Exact(double[] ranks, int m, double rankSum)
    {
        int[] doubled = [.. ranks.Select(r => (int)Math.Round(2 * r))];
        var total = doubled.Sum();
        var ways = new double[m + 1, total + 1];
        ways[0, 0] = 1;
        foreach (var rank in doubled)
        {
            for (var chosen = m; chosen >= 1; chosen--)
            {
                for (var sum = total; sum >= rank; sum--) ways[chosen, sum] += ways[chosen - 1, sum - rank];
            }
        }

        var observed = (int)Math.Round(2 * rankSum);
        double all = 0, low = 0, high = 0;
        for (var sum = 0; sum <= total; sum++)
        {
            all += ways[m, sum];
            if (sum <= observed) low += ways[m, sum];
            if (sum >= observed) high += ways[m, sum];
        }

        return Math.Min(1, 2 * Math.Min(low, high) / all);
    }

    private static double Approximate(double[] ranks, int m, int n, double u)
    {
        double count = m + n;
        var ties = ranks.GroupBy(r => r).Sum(g => Math.Pow(g.Count(), 3) - g.Count());
        var sigma = Math.Sqrt(m * n / 12.0 * (count + 1 - (ties / (count * (count - 1)))));
        if (sigma == 0) return 1;
        var z = (Math.Abs(u - (m * n / 2.0)) - 0.5) / sigma;
        return Math.Min(1, 2 * (1 - Normal.Cumulative(Math.Max(0, z))));
    }
}
