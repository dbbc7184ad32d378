namespace Pensieve.Harness.Verdicts;

/// <summary>Whether a series rises or falls: ordinary least squares for in-run tests, Theil–Sen for drifts that outliers must not make.</summary>
public static class Trend
{
    /// <summary>A slope per unit of x.</summary>
    /// <param name="Slope">Estimate.</param>
    /// <param name="Low">Lower bound.</param>
    /// <param name="High">Upper bound.</param>
    public readonly record struct Line(double Slope, double Low, double High)
    {
        /// <summary>Whether it rises for certain.</summary>
        public bool Rises => Low > 0;

        /// <summary>Whether it falls for certain.</summary>
        public bool Falls => High < 0;
    }

    /// <summary>
    /// Least-squares slope with its interval by Student's t. Successive points of a run depend on each other, so the number of
    /// independent ones is taken as n(1−ρ)/(1+ρ), ρ being the residuals' correlation with their neighbours.
    /// </summary>
    public static Line LeastSquares(IReadOnlyList<double> x, IReadOnlyList<double> y, double confidence = 0.95)
    {
        var n = x.Count;
        if (n < 3) return new Line(0, double.NegativeInfinity, double.PositiveInfinity);
        double meanX = x.Average(), meanY = y.Average(), sxx = 0, sxy = 0;
        for (var i = 0; i < n; i++)
        {
            sxx += (x[i] - meanX) * (x[i] - meanX);
            sxy += (x[i] - meanX) * (y[i] - meanY);
        }

        if (sxx == 0) return new Line(0, double.NegativeInfinity, double.PositiveInfinity);
        var slope = sxy / sxx;
        double squares = 0, products = 0, before = 0;
        for (var i = 0; i < n; i++)
        {
            var residual = y[i] - meanY - (slope * (x[i] - meanX));
            squares += residual * residual;
            if (i > 0) products += residual * before;
            before = residual;
        }

        var rho = squares > 0 ? Math.Clamp(products / squares, 0, 0.99) : 0;
        var effective = Math.Max(3, n * (1 - rho) / (1 + rho));
        var error = Math.Sqrt(squares / (effective - 2) / sxx);
        var t = StudentT.Quantile(1 - ((1 - confidence) / 2), effective - 2);
        return new Line(slope, slope - (t * error), slope + (t * error));
    }

    /// <summary>Theil–Sen: the median of all pairwise slopes, with an interval from Kendall's distribution.</summary>
    public static Line TheilSen(IReadOnlyList<double> x, IReadOnlyList<double> y, double confidence = 0.95)
    {
        var n = x.Count;
        List<double> slopes = new(n * (n - 1) / 2);
        for (var i = 0; i < n; i++)
        {
            for (var j = i + 1; j < n; j++)
            {
                if (x[j] != x[i]) slopes.Add((y[j] - y[i]) / (x[j] - x[i]));
            }
        }

        if (slopes.Count == 0) return new Line(0, double.NegativeInfinity, double.PositiveInfinity);
        slopes.Sort();
        var middle = slopes.Count % 2 == 1 ? slopes[slopes.Count / 2] : (slopes[(slopes.Count / 2) - 1] + slopes[slopes.Count / 2]) / 2;
        var reach = Normal.Quantile(1 - ((1 - confidence) / 2)) * Math.Sqrt(n * (n - 1.0) * ((2.0 * n) + 5) / 18);
        var low = (int)Math.Floor((slopes.Count - reach) / 2) - 1;
        var high = (int)Math.Ceiling((slopes.Count + reach) / 2);
        return new Line(middle, low < 0 ? double.NegativeInfinity : slopes[low], high >= slopes.Count ? double.PositiveInfinity : slopes[high]);
    }
}
