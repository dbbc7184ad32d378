using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Harness.Reports;

namespace Pensieve.Console.Features.Runs.Trends;

/// <summary>What became of a case in each of several runs.</summary>
/// <param name="Case">Its id.</param>
/// <param name="States">By run, oldest first; null = the run did not have it, or did not keep it.</param>
/// <param name="Decided">Runs in which it passed or failed.</param>
/// <param name="Failures">Of them, those in which it failed.</param>
/// <param name="Flips">How often it went from passed to failed or back.</param>
/// <param name="IsFlaky">It did both in one and the same environment.</param>
public sealed record CaseHistory(string Case, IReadOnlyList<RunState?> States, int Decided, int Failures, int Flips, bool IsFlaky)
{
    /// <summary>The cases of some runs: flaky ones first, then those that failed, then by id.</summary>
    /// <param name="runs">Oldest first.</param>
    public static IReadOnlyList<CaseHistory> Of(IReadOnlyList<RunRow> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var states = runs.Select(RunRepository.CasesOf).ToList();
        return
        [
            .. states.SelectMany(s => s.Keys).Distinct().Select(id => Of(id, [.. states.Select(s => s.TryGetValue(id, out var state) ? (RunState?)state : null)], runs))
                .OrderByDescending(c => c.IsFlaky).ThenByDescending(c => c.Failures > 0).ThenBy(c => c.Case, StringComparer.Ordinal),
        ];
    }

    /// <summary>"flaky: 2 of 9 failed, 3 changes", "failed in 4 of 4", "passed in all 9".</summary>
    public string Sentence => Decided == 0 ? "never decided"
        : Failures == 0 ? $"passed in all {Decided}"
        : Failures == Decided ? $"failed in all {Decided}"
        : $"{(IsFlaky ? "flaky: " : "")}{Failures} of {Decided} failed, {(Flips == 1 ? "1 change" : $"{Flips} changes")}";

    private static CaseHistory Of(string id, List<RunState?> states, IReadOnlyList<RunRow> runs)
    {
        var decided = states.Select((s, i) => (State: s, runs[i].Fingerprint)).Where(s => s.State is RunState.Passed or RunState.Failed).ToList();
        return new CaseHistory(id, states, decided.Count, decided.Count(d => d.State == RunState.Failed),
            decided.Zip(decided.Skip(1)).Count(p => p.First.State != p.Second.State),
            decided.GroupBy(d => d.Fingerprint).Any(g => g.Select(d => d.State).Distinct().Count() > 1));
    }
}
