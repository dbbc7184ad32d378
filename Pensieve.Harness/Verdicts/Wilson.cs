namespace Pensieve.Harness.Verdicts;

/// <summary>Wilson's score interval of a share.</summary>
public static class Wilson
{
    /// <summary>Bounds of the share behind <paramref name="hits"/> of <paramref name="n"/>; (0, 1) for none.</summary>
    /// <param name="hits">Successes.</param>
    /// <param name="n">Trials.</param>
    /// <param name="z">Normal quantile: 1.96 for 95 %.</param>
    public static (double Low, double High) Interval(int hits, int n, double z = 1.959963984540054)
    {
        if (n == 0) return (0, 1);
        double share = (double)hits / n, z2 = z * z;
        var middle = (share + (z2 / (2 * n))) / (1 + (z2 / n));
        var half = z / (1 + (z2 / n)) * Math.Sqrt((share * (1 - share) / n) + (z2 / (4.0 * n * n)));
        return (hits == 0 ? 0 : middle - half, hits == n ? 1 : middle + half);
    }
}
