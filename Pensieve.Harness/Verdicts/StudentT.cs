namespace Pensieve.Harness.Verdicts;

/// <summary>Student's t distribution.</summary>
internal static class StudentT
{
    /// <summary>The t with P(T ≤ t) = p for p ≥ 0.5, by bisection over the regularised incomplete beta function.</summary>
    /// <param name="p">Within [0.5, 1).</param>
    /// <param name="degrees">Degrees of freedom, above 0; need not be whole.</param>
    public static double Quantile(double p, double degrees)
    {
        double low = 0, high = 1;
        while (Cumulative(high, degrees) < p && high < 1e9) high *= 2;
        for (var i = 0; i < 200 && high - low > 1e-12 * high; i++)
        {
            var middle = (low + high) / 2;
            if (Cumulative(middle, degrees) < p) low = middle;
            else high = middle;
        }

        return (low + high) / 2;
    }

    /// <summary>P(T ≤ t) for t ≥ 0.</summary>
    public static double Cumulative(double t, double degrees) => 1 - (0.5 * Beta(degrees / (degrees + (t * t)), degrees / 2, 0.5));

    // Regularised incomplete beta function by its continued fraction (modified Lentz).
    private static double Beta(double x, double a, double b)
    {
        if (x <= 0) return 0;
        if (x >= 1) return 1;
        if (x > (a + 1) / (a + b + 2)) return 1 - Beta(1 - x, b, a);
        var front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + (a * Math.Log(x)) + (b * Math.Log(1 - x))) / a;
        const double Tiny = 1e-300;
        double f = 1, c = 1, d = 0;
        for (var i = 0; i <= 400; i++)
        {
            var m = i / 2;
            var numerator = i == 0 ? 1
                : i % 2 == 0 ? m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)))
                : -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 + (numerator * d);
            if (Math.Abs(d) < Tiny) d = Tiny;
            d = 1 / d;
            c = 1 + (numerator / c);
            if (Math.Abs(c) < Tiny) c = Tiny;
            f *= c * d;
            if (Math.Abs(1 - (c * d)) < 1e-14) break;
        }

        return front * (f - 1);
    }

    // Stirling's series, after shifting the argument up to where it is exact to double precision.
    private static double LogGamma(double x)
    {
        double shift = 0;
        while (x < 12) shift -= Math.Log(x++);
        var z = 1 / (x * x);
        return shift + ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI))
            + ((1.0 / 12 - (z * ((1.0 / 360) - (z * ((1.0 / 1260) - (z * ((1.0 / 1680) - (z / 1188)))))))) / x);
    }
}
