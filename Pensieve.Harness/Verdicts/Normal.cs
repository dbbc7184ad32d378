namespace Pensieve.Harness.Verdicts;

/// <summary>The standard normal distribution.</summary>
internal static class Normal
{
    /// <summary>P(Z ≤ z), absolute error below 1e-12.</summary>
    public static double Cumulative(double z)
    {
        if (z > 38) return 1;
        if (z < -38) return 0;
        if (Math.Abs(z) < 5)
        {
            // Series of the density times z, z³/3, z⁵/(3·5) …
            double term = z, sum = z;
            for (var k = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); k++) sum += term *= z * z / ((2 * k) + 1);
            return 0.5 + (sum * Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI));
        }

        // Continued fraction of the tail.
        var x = Math.Abs(z);
        var fraction = x;
        for (var k = 60; k >= 1; k--) fraction = x + (k / fraction);
        var tail = Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI) / fraction;
        return z < 0 ? tail : 1 - tail;
    }

    /// <summary>The z with P(Z ≤ z) = p, by bisection; p within (0, 1).</summary>
    public static double Quantile(double p)
    {
        double low = -40, high = 40;
        for (var i = 0; i < 200 && high - low > 1e-14; i++)
        {
            var middle = (low + high) / 2;
            if (Cumulative(middle) < p) low = middle;
            else high = middle;
        }

        return (low + high) / 2;
    }
}
