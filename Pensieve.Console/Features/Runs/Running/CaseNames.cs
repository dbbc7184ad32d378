using Pensieve.Harness.Scenarios;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Console.Features.Runs.Running;

/// <summary>Ids of cases as people write them: what is wrong with one, and which it may have been meant to be.</summary>
internal static class CaseNames
{
    private const int Offered = 3;

    private static readonly string[] s_ids = [.. Catalogue.All.Select(c => c.Plan(RunProfile.BuiltIn(ProfileSize.Quick)).Id)];

    /// <summary>Why a run of these suites cannot have that case, and which ids are nearest; null = it can.</summary>
    public static string? Fault(string id, IReadOnlyCollection<string> suites)
    {
        var suite = id[..Math.Max(0, id.IndexOf('/', StringComparison.Ordinal))];
        if (!s_ids.Contains(id)) return $"there is no '{id}'; nearest are {string.Join(", ", Nearest(id))}.";
        if (suites.Contains("all") || suites.Contains(suite)) return null;
        return $"'{id}' is of the suite {suite}, which suites does not name; nearest of those that it does are {string.Join(", ", Nearest(id, suites))}.";
    }

    /// <summary>The ids that take the fewest edits to reach, of all suites or of some.</summary>
    public static IReadOnlyList<string> Nearest(string id, IReadOnlyCollection<string>? suites = null) =>
        [.. s_ids.Where(known => suites is null || suites.Contains(known[..known.IndexOf('/', StringComparison.Ordinal)])).OrderBy(known => Edits(id, known)).Take(Offered)];

    // Levenshtein's distance, a row at a time. Both are at most 100 characters.
    private static int Edits(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++) (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
