using Pensieve.Console.Features.Runs.Running;
using Pensieve.Console.Shared;
using Pensieve.Console.Shared.Commands;

namespace Pensieve.Console.Features.Runs;

/// <summary>Runs in the command palette. A start goes to the page, where one sees what it takes and confirms.</summary>
internal sealed class RunPaletteCommands(RunManager manager, RunActions actions) : ICommandSource
{
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
            foreach (var suite in RunCatalogue.Suites) yield return new Command($"Run {suite.Title.ToLowerInvariant()} tests", suite.Icon, suite.Proves, Href: $"runs?start={suite.Id}");
            yield return new Command("Run all tests", IconName.Flask, Href: "runs?start=all");
        }

        if (manager.Recent.FirstOrDefault(r => r.IsOver) is { } last) yield return new Command("Show the last run", IconName.Flask, last.Id, Href: $"runs/{last.Id}");
    }
}
