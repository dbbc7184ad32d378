using System.Text.RegularExpressions;

namespace Pensieve.Console.Features.Runs.Running;

/// <summary>A run that someone asks for.</summary>
/// <param name="Suites">Any of <see cref="RunCatalogue.Suites"/>, or "all".</param>
/// <param name="Profile">One of <see cref="RunCatalogue.Profiles"/>.</param>
/// <param name="Cases">Only these cases; null = all of the suites.</param>
/// <param name="Seed">Seed of everything random; null = the harness's own.</param>
public sealed partial record RunRequest(IReadOnlyList<string> Suites, string Profile = RunCatalogue.DefaultProfile, IReadOnlyList<string>? Cases = null, long? Seed = null)
{
    /// <summary>The field that is wrong and why; null = it can be run.</summary>
    public (string Field, string Message)? Fault()
    {
        if (Suites.Count == 0 || Suites.Any(s => s != "all" && RunCatalogue.Find(s) is null))
            return ("suites", $"suites: must name one or more of {string.Join(", ", RunCatalogue.Suites.Select(s => s.Id))}, or all.");
        if (!RunCatalogue.Profiles.Contains(Profile)) return ("profile", $"profile: must be one of {string.Join(", ", RunCatalogue.Profiles)}.");
        if (Cases is { Count: > 200 } || Cases?.Any(c => c.Length > 100 || !CaseId().IsMatch(c)) == true) return ("cases", "cases: must be ids such as stress/spike, at most 200.");
        foreach (var id in Cases ?? [])
        {
            if (CaseNames.Fault(id, Suites) is { } fault) return ("cases", "cases: " + fault);
        }

        return Seed < 0 ? ("seed", "seed: must not be negative.") : null;
    }

    /// <summary>The words after "run" on the command line.</summary>
    public IEnumerable<string> Arguments()
    {
        foreach (var suite in Suites) yield return suite;
        yield return "--profile";
        yield return Profile;
        foreach (var id in Cases ?? [])
        {
            yield return "--case";
            yield return id;
        }

        if (Seed is not { } seed) yield break;
        yield return "--seed";
        yield return seed.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*$")]
    private static partial Regex CaseId();
}
