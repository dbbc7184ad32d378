namespace Pensieve.Harness.Verdicts;

/// <summary>
/// Where the level of a history changed. For each number of levels the best partition (least sum of distances from the medians)
/// is found; the one with the most levels stands in which every two neighbours differ for certain, by Mann–Whitney, corrected for
/// all places and levels there were to choose from. Of histories of pure noise, some 1 to 5 in 100 show a change.
/// </summary>
public static class ChangePoints
{
    /// <summary>Fewest values of a level.</summary>
    public const int Fewest = HistoryComparison.FewestRuns;

    /// <summary>Most levels.</summary>
    public const int Most = 6;

    /// <summary>Chance of error that is allowed a history.</summary>
    public const double Alpha = 0.05;

    /// <summary>A change of level.</summary>
    /// <param name="Index">The first value of the new level.</param>
    /// <param name="Ratio">New level ÷ old one.</param>
    /// <param name="P">p-value, corrected.</param>
    public readonly record struct Change(int Index, double Ratio, double P);

    /// <summary>Finds them, in order. Time grows with the square of the length.</summary>
    /// <param name="values">Positive, oldest first.</param>
    /// <param name="delta">Least change that counts, as a share.</param>
    public static IReadOnlyList<Change> Find(IReadOnlyList<double> values, double delta = PairedComparison.LeastEffect)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count < 2 * Fewest || values.Any(v => v <= 0 || !double.IsFinite(v))) return [];
        double[] logs = [.. values.Select(v => Math.Log(v))];
        var partitions = Partitions(logs, Math.Min(Most, logs.Length / Fewest));
        for (var levels = partitions.Count; levels > 1; levels--)
        {
            var changes = Judge(logs, partitions[levels - 1], delta);
            if (changes.Count == levels - 1) return changes;
        }

        return [];
    }

    // The changes of a partition up to the first that is not certain or does not count.
    private static List<Change> Judge(double[] logs, int[] starts, double delta)
    {
        List<Change> changes = [];
        var choices = (logs.Length - (2 * Fewest) + 1) * starts.Length;
        for (var i = 1; i < starts.Length; i++)
        {
            double[] before = logs[starts[i - 1]..starts[i]], after = logs[starts[i]..(i + 1 < starts.Length ? starts[i + 1] : logs.Length)];
            var test = MannWhitney.Test(before, after);
            var p = Math.Min(1, test.P * choices);
            if (p > Alpha || Math.Abs(Math.Exp(test.Shift) - 1) <= delta) break;
            changes.Add(new Change(starts[i], Math.Exp(test.Shift), p));
        }

        return changes;
    }

    // Dynamic programming over the end of the last level; gives the levels' starts for 1, 2, … of them.
    private static List<int[]> Partitions(double[] logs, int most)
    {
        var n = logs.Length;
        var cost = new double[n, n + 1];
        for (var from = 0; from < n; from++)
        {
            for (var to = from + Fewest; to <= n; to++) cost[from, to] = Spread(logs[from..to]);
        }

        var best = new (double Cost, int[] Starts)?[n + 1];
        for (var to = Fewest; to <= n; to++) best[to] = (cost[0, to], [0]);
        List<int[]> found = [[0]];
        for (var levels = 2; levels <= most; levels++)
        {
            var next = new (double Cost, int[] Starts)?[n + 1];
            for (var to = levels * Fewest; to <= n; to++)
            {
                for (var from = (levels - 1) * Fewest; from <= to - Fewest; from++)
                {
                    if (best[from] is { } head && (next[to] is not { } known || head.Cost + cost[from, to] < known.Cost)) next[to] = (head.Cost + cost[from, to], [.. head.Starts, from]);
                }
            }

            best = next;
            found.Add(best[n]!.Value.Starts);
        }

        return found;
    }

    private static double Spread(double[] values)
    {
        Array.Sort(values);
        var median = (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
        return values.Sum(v => Math.Abs(v - median));
    }
}
