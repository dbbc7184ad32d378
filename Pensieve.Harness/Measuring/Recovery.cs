namespace Pensieve.Harness.Measuring;

/// <summary>When what a fault took is back: a rate over a stretch of time, not a single success.</summary>
public static class Recovery
{
    private const double Step = 0.05;

    /// <summary>
    /// Seconds from the fault to the begin of the first stretch in which the rate was what it had been; 0 = the fault took less than
    /// the share allows, null = no stretch up to the end was good enough.
    /// </summary>
    /// <param name="good">When requests ended well, in seconds of the run.</param>
    /// <param name="fault">When the fault was injected.</param>
    /// <param name="before">Good requests per second before it.</param>
    /// <param name="share">Share of that rate that counts as back.</param>
    /// <param name="hold">Length of the stretch in seconds.</param>
    /// <param name="end">No stretch ends later: from then on nothing new is sent.</param>
    public static double? After(IReadOnlyCollection<double> good, double fault, double before, double share, double hold, double end)
    {
        double[] times = [.. good.Order()];

        // One request may end a moment outside the stretch that it belongs to.
        var least = Math.Max(1, Math.Floor(before * share * hold) - 1);
        for (var step = 0; fault + (step * Step) + hold <= end; step++)
        {
            var from = fault + (step * Step);
            if (IndexAfter(times, from + hold) - IndexAfter(times, from) >= least) return step * Step;
        }

        return null;
    }

    // How many are at or before a time.
    private static int IndexAfter(double[] times, double at)
    {
        var (low, high) = (0, times.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (times[middle] <= at) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
