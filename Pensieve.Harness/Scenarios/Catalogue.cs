using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Scenarios;

/// <summary>All cases there are, in the order in which they run. Each suite adds its own list.</summary>
public static class Catalogue
{
    /// <summary>Names of the suites, in the order of `run all`.</summary>
    public static readonly IReadOnlyList<string> Suites = ["truth", "integration", "stress", "bench", "resilience"];

    /// <summary>Every case.</summary>
    public static IReadOnlyList<ICase> All { get; } = [.. Truth.TruthSuite.Cases, .. Integration.IntegrationSuite.Cases, .. Stress.StressSuite.Cases, .. Bench.BenchSuite.Cases, .. Resilience.ResilienceSuite.Cases];

    /// <summary>
    /// The cases of some suites ("all" = every suite) whose id is one of <paramref name="ids"/>; ids may end in "*", and none =
    /// all, in the smoke profile all that are marked for it. Names that match nothing are returned as <c>Unknown</c>.
    /// </summary>
    public static (IReadOnlyList<ICase> Cases, IReadOnlyList<string> Unknown) Find(
        IReadOnlyCollection<string> suites, IReadOnlyCollection<string> ids, RunProfile profile)
    {
        var everything = suites.Contains("all");
        var within = All.Select(c => (Case: c, Plan: c.Plan(profile))).Where(c => everything || suites.Contains(c.Plan.Suite)).ToArray();
        List<string> unknown = [.. suites.Where(s => s != "all" && !Suites.Contains(s)), .. ids.Where(id => !within.Any(c => Matches(id, c.Plan.Id)))];
        return ([.. within.Where(c => ids.Count == 0 ? c.Case.IsSmoke || !profile.OnlyMarked : ids.Any(id => Matches(id, c.Plan.Id))).Select(c => c.Case)], unknown);
    }

    /// <summary>Whether an id is meant by a pattern: the id itself, its part after the suite, or a prefix of either followed by "*".</summary>
    public static bool Matches(string pattern, string id) =>
        pattern.EndsWith('*')
            ? id.StartsWith(pattern[..^1], StringComparison.Ordinal) || id[(id.IndexOf('/', StringComparison.Ordinal) + 1)..].StartsWith(pattern[..^1], StringComparison.Ordinal)
            : id.Equals(pattern, StringComparison.Ordinal) || id.EndsWith("/" + pattern, StringComparison.Ordinal);
}
