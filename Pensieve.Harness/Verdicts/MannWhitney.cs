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

    /// <summary>
    /// The shift second − first with its interval by inversion of the test: the c-th smallest to the c-th largest of all
    /// differences, c being the largest number with P(U ≤ c − 1) ≤ (1 − confidence) / 2.
    /// </summary>
    /// <param name="first">Not empty.</param>
    /// <param name="second">Not empty.</param>
    /// <param name="confidence">At least so much is covered.</param>
    public static SignedRank.Interval Shift(IReadOnlyList<double> first, IReadOnlyList<double> second, double confidence)
    {
        int m = first.Count, n = second.Count;
        ArgumentOutOfRangeException.ThrowIfZero(m);
        ArgumentOutOfRangeException.ThrowIfZero(n);
        double[] shifts = [.. first.SelectMany(a => second.Select(b => b - a)).Order()];
        var estimate = (shifts[(shifts.Length - 1) / 2] + shifts[shifts.Length / 2]) / 2;
        var tail = (1 - confidence) / 2;
        var c = m <= MaxExact && n <= MaxExact ? Critical(m, n, tail) : (int)Math.Floor((m * n / 2.0) + 0.5 + (Normal.Quantile(tail) * Math.Sqrt(m * n * (m + n + 1) / 12.0)));
        return c < 1 ? new(estimate, double.NegativeInfinity, double.PositiveInfinity) : new(estimate, shifts[c - 1], shifts[^c]);
    }

    // Null distribution of U without ties, as counts of the choices of m among m + n ranks.
    private static int Critical(int m, int n, double tail)
    {
        var ways = Ways([.. Enumerable.Range(1, m + n)], m);
        var all = Enumerable.Range(0, ways.GetLength(1)).Sum(sum => ways[m, sum]);
        var least = m * (m + 1) / 2;
        double below = 0;
        for (var c = 0; c <= m * n; c++)
        {
            below += ways[m, least + c];
            if (below / all > tail) return c;
        }

        return m * n;
    }

    private static double[,] Ways(int[] ranks, int m)
    {
        var ways = new double[m + 1, ranks.Sum() + 1];
        ways[0, 0] = 1;
        foreach (var rank in ranks)
        {
            for (var chosen = m; chosen >= 1; chosen--)
            {
                for (var sum = ways.GetLength(1) - 1; sum >= rank; sum--) ways[chosen, sum] += ways[chosen - 1, sum - rank];
            }
        }

        return ways;
    }

    // Permutation distribution of the rank sum over all choices of m ranks; doubled ranks are whole numbers.
    private static double Exact(double[] ranks, int m, double rankSum)
    {
        int[] doubled = [.. ranks.Select(r => (int)Math.Round(2 * r))];
        var ways = Ways(doubled, m);
        var total = ways.GetLength(1) - 1;
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
