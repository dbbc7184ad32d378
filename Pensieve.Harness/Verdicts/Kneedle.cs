namespace Pensieve.Harness.Verdicts;

/// <summary>The knee of a concave, rising curve (throughput over load): where it is farthest above the straight line between its ends.</summary>
public static class Kneedle
{
    /// <summary>Index of the knee; null = the curve has fewer than three points, is flat, or bends nowhere by more than the sensitivity.</summary>
    /// <param name="x">Ascending.</param>
    /// <param name="y">Values there.</param>
    /// <param name="sensitivity">Least height above the line, as a share of the curve's range.</param>
    public static int? Find(IReadOnlyList<double> x, IReadOnlyList<double> y, double sensitivity = 0.05)
    {
        if (x.Count < 3) return null;
        double minX = x[0], rangeX = x[^1] - x[0], minY = y.Min(), rangeY = y.Max() - y.Min();
        if (rangeX <= 0 || rangeY <= 0) return null;
        var best = -1;
        var height = sensitivity;
        for (var i = 0; i < x.Count; i++)
        {
            var above = ((y[i] - minY) / rangeY) - ((x[i] - minX) / rangeX);
            if (above <= height) continue;
            height = above;
            best = i;
        }

        return best < 0 ? null : best;
    }
}
