namespace Pensieve.Harness.Measuring;

/// <summary>Jain's index of fairness.</summary>
public static class Jain
{
    /// <summary>1 = all have the same, 1/n = one of n has everything; null = there is nothing to share.</summary>
    public static double? Index(IReadOnlyCollection<double> shares)
    {
        var squares = shares.Sum(s => s * s);
        return squares == 0 ? null : Math.Pow(shares.Sum(), 2) / (shares.Count * squares);
    }
}
