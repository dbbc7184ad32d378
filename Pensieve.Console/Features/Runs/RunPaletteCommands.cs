using Pensieve.Console.Features.Runs.History;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Console.Shared;
using Pensieve.Console.Shared.Commands;

namespace Pensieve.Console.Features.Runs;

/// <summary>Runs in the command palette. A start goes to the page, where one sees what it takes and confirms.</summary>
internal sealed class RunPaletteCommands(RunManager manager, RunActions actions) : ICommandSource
{
    private static readonly string s_smokeTest = $"After a deployment: a few cases of every suite, {RunLook.About(RunCatalogue.Plan(["all"], "smoke").Sum(c => c.ExpectedSeconds))}";

    /// <inheritdoc/>
    public IEnumerable<Command> Find(string query)
    {
        if (manager.Current is { } run)
        {
            yield return new Command("Show the run under way", IconName.Flask, string.Join(", ", run.Request.Suites), Href: $"runs/{run.Id}");
            yield return new Command("Cancel the run under way", IconName.Stop, RunAsync: () => actions.CancelAsync(run.Id));
        }
        else
        {
            // A suite in the profile that runs take by themselves; in another one for those who type its name.
            foreach (var profile in RunCatalogue.Profiles.Where(p => p == RunCatalogue.DefaultProfile || IsNamed(query, p)).OrderBy(p => p == RunCatalogue.DefaultProfile))
            {
                var (words, address) = profile == RunCatalogue.DefaultProfile ? ("", "") : ($", profile {profile}", $"&{RunStarter.ProfileName}={profile}");
                foreach (var suite in RunCatalogue.Suites) yield return new Command($"Run {suite.Title.ToLowerInvariant()} tests{words}", suite.Icon, suite.Proves, Href: $"runs?start={suite.Id}{address}");
                yield return new Command($"Run all tests{words}", IconName.Flask, Href: $"runs?start=all{address}");
            }

            yield return new Command("Run the smoke test", IconName.Flask, s_smokeTest, Href: $"runs?start=all&{RunStarter.ProfileName}=smoke");
        }

        if (manager.Recent.FirstOrDefault(r => r.IsOver) is { } last) yield return new Command("Show the last run", IconName.Flask, last.Id, Href: $"runs/{last.Id}");
    }

    private static bool IsNamed(string query, string profile) =>
        query.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(w => w.Length > 2 && profile.StartsWith(w, StringComparison.OrdinalIgnoreCase));
}
