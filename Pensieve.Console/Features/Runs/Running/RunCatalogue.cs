using Pensieve.Console.Shared;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Console.Features.Runs.Running;

/// <summary>A suite as pages and API offer it.</summary>
/// <param name="Id">Its name on the command line.</param>
/// <param name="Title">Its name on pages.</param>
/// <param name="Proves">What is known when it passes.</param>
/// <param name="Icon">Its sign.</param>
/// <param name="Disturbs">Whether live traffic would notice.</param>
public sealed record RunSuite(string Id, string Title, string Proves, IconName Icon, bool Disturbs);

/// <summary>What can be run.</summary>
public static class RunCatalogue
{
    /// <summary>The suites, in the order in which "all" runs them.</summary>
    public static IReadOnlyList<RunSuite> Suites { get; } =
    [
        new("integration", "Integration", "Both APIs answer as their clients expect, to the last byte.", IconName.Check, false),
        new("stress", "Stress", "Load, spikes and rude clients neither break an answer nor leave traces.", IconName.Pulse, true),
        new("bench", "Benchmark", "How fast it is, how much load it takes, and where it breaks.", IconName.Gauge, true),
        new("resilience", "Resilience", "Killed workers, cut networks and full disks: noticed, told, recovered.", IconName.Restart, true),
        new("truth", "Truth", "The harness measures a scripted server with known timings, and finds them.", IconName.Info, false),
    ];

    /// <summary>How thorough runs are: from minutes to hours.</summary>
    public static IReadOnlyList<string> Profiles => RunProfile.Names;

    /// <summary>What a run takes that names none.</summary>
    public const string DefaultProfile = RunProfile.Default;

    /// <summary>The suite of an id; null = there is none.</summary>
    public static RunSuite? Find(string id) => Suites.FirstOrDefault(s => s.Id == id);

    /// <summary>The cases that a run would have, with their expected durations.</summary>
    public static IReadOnlyList<CasePlan> Plan(IReadOnlyCollection<string> suites, string profile)
    {
        var built = RunProfile.BuiltIn(profile) ?? throw new ArgumentException($"There is no profile '{profile}'.", nameof(profile));
        return [.. Catalogue.Find(suites, [], built).Cases.Select(c => c.Plan(built))];
    }

    /// <summary>Whether live traffic would notice a run.</summary>
    public static bool Disturbs(RunRequest request) => request.Suites.Any(s => s == "all" || Find(s)?.Disturbs == true);
}
