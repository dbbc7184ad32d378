namespace Pensieve.Harness.Reports.Comparison;

/// <summary>
/// Runs of two groups that took turns: in order of their start, every two neighbours are one of each (AB, BA, AB …). Then drift
/// of the machine falls on both alike, and they are judged as pairs. The rule is the order alone: nobody can choose it afterwards.
/// </summary>
internal static class RunPairs
{
    /// <summary>
    /// Fewest pairs that are judged as such: of eight, the best p-value is 0.008, which bears the correction for six figures. Fewer
    /// are judged as groups, whose test then sees more.
    /// </summary>
    public const int Fewest = 8;

    /// <summary>The pairs, oldest first; empty = they did not take turns.</summary>
    public static IReadOnlyList<(RunSummary A, RunSummary B)> Of(RunGroup a, RunGroup b)
    {
        if (a.Runs.Count != b.Runs.Count) return [];
        var turns = a.Runs.Select(r => (Run: r, IsB: false)).Concat(b.Runs.Select(r => (Run: r, IsB: true))).OrderBy(t => t.Run.At).ThenBy(t => t.Run.Run.RunId, StringComparer.Ordinal).ToList();
        List<(RunSummary, RunSummary)> pairs = [];
        for (var i = 0; i < turns.Count; i += 2)
        {
            if (turns[i].IsB == turns[i + 1].IsB) return [];
            pairs.Add(turns[i].IsB ? (turns[i + 1].Run, turns[i].Run) : (turns[i].Run, turns[i + 1].Run));
        }

        return pairs;
    }
}
