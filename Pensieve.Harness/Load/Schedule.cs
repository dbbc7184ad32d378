namespace Pensieve.Harness.Load;

/// <summary>When each request of an open load is due, computed before anything is sent.</summary>
public static class Schedule
{
    /// <summary>
    /// Seconds since the load began, ascending. The stages give a rate over time; requests are due where its integral passes
    /// 0, 1, 2 … (constant) or sums of unit exponentials (Poisson, by time-rescaling), so a ramp is exact in both.
    /// </summary>
    /// <param name="stages">Rates in requests per second.</param>
    /// <param name="poisson">Exponential gaps instead of even ones.</param>
    /// <param name="seed">The same seed gives the same schedule.</param>
    /// <param name="most">Stops after so many.</param>
    public static double[] Of(IReadOnlyList<LoadStage> stages, bool poisson, int seed, int most = int.MaxValue)
    {
        var random = new Random(seed);
        List<double> due = [];
        var next = poisson ? Exponential(random) : 0;
        double begin = 0, before = 0;
        foreach (var stage in stages)
        {
            var area = (stage.From + stage.To) / 2 * stage.Seconds;
            while (next < before + area && due.Count < most)
            {
                due.Add(begin + TimeAt(stage, next - before));
                next += poisson ? Exponential(random) : 1;
            }

            before += area;
            begin += stage.Seconds;
        }

        return [.. due];
    }

    /// <summary>The level at a time; 0 before and after the stages.</summary>
    public static double LevelAt(IReadOnlyList<LoadStage> stages, double seconds)
    {
        foreach (var stage in stages)
        {
            if (seconds < 0) return 0;
            if (seconds < stage.Seconds) return stage.From + ((stage.To - stage.From) * seconds / stage.Seconds);
            seconds -= stage.Seconds;
        }

        return 0;
    }

    /// <summary>The first time from <paramref name="from"/> on at which the level exceeds <paramref name="level"/>; null = never again.</summary>
    public static double? NextAbove(IReadOnlyList<LoadStage> stages, double level, double from)
    {
        double begin = 0;
        foreach (var stage in stages)
        {
            var end = begin + stage.Seconds;
            if (end > from)
            {
                var at = Math.Max(from, begin);
                if (LevelAt([stage], at - begin) > level) return at;
                if (stage.To > level)
                {
                    // It rises through the level within this stage.
                    return begin + ((level - stage.From) / (stage.To - stage.From) * stage.Seconds) + 1e-6;
                }
            }

            begin = end;
        }

        return null;
    }

    // Solves from·t + slope·t²/2 = area for t, in the form that does not cancel.
    private static double TimeAt(LoadStage stage, double area)
    {
        var slope = (stage.To - stage.From) / stage.Seconds;
        var root = Math.Sqrt(Math.Max(0, (stage.From * stage.From) + (2 * slope * area)));
        return area == 0 ? 0 : 2 * area / (stage.From + root);
    }

    private static double Exponential(Random random) => -Math.Log(1 - random.NextDouble());
}
