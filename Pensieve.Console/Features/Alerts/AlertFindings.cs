using System.Globalization;
using Pensieve.Console.Features.Overview;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Console.Live;
using Pensieve.Console.Shared;
using Pensieve.Console.Store;
using Pensieve.Harness.Reports;

namespace Pensieve.Console.Features.Alerts;

/// <summary>What the verdict does not look at, since it is over or no matter of serving: restarts, failed runs. Not thread-safe.</summary>
internal sealed class AlertFindings(RunManager runs, TimeProvider time)
{
    /// <summary>How long after the event such an alert stays.</summary>
    public static readonly TimeSpan Stays = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, (long Restarts, DateTimeOffset At)> _restarts = new(StringComparer.Ordinal);

    /// <summary>They, as of now.</summary>
    public IEnumerable<Finding> Find(LiveFrame frame)
    {
        var now = time.GetUtcNow();
        foreach (var model in frame.Engine.Models)
        {
            var known = _restarts.GetValueOrDefault(model.Id);
            if (model.Restarts != known.Restarts) _restarts[model.Id] = known = (model.Restarts, model.Restarts > known.Restarts ? now : default);
            if (known.At != default && now - known.At < Stays)
            {
                yield return new Finding(Severity.Info, $"The worker of {model.Id} was restarted at {known.At.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture)}.",
                    $"{Format.Count(model.Restarts, "restart")} since it was loaded.", "The log says why.") { Rule = "restarts", Href = "logs?level=warning" };
            }
        }

        foreach (var run in runs.Recent)
        {
            if (!run.IsOver || run.Summary is not { } summary || summary.Count(RunState.Failed) is not (> 0 and var failed)) continue;
            if (now - DateTimeOffset.FromUnixTimeMilliseconds(run.StartedAt).AddSeconds(summary.Seconds) >= Stays) continue;
            yield return new Finding(Severity.Info, $"Run {run.Id} failed: {Format.Count(failed, "case")} of {string.Join(", ", summary.Run.Suites)}.") { Rule = "run-failed", Href = "runs/" + run.Id };
            yield break;
        }
    }
}

/// <summary>The database's trouble as a finding.</summary>
internal sealed class StoreFindings(ConsoleStore store) : IFindingSource, IHealthSource
{
    /// <inheritdoc/>
    public IEnumerable<Finding> Find()
    {
        if (store.Health is { State: StoreState.Degraded } health)
            yield return new Finding(Severity.Warning, "History and settings are not kept for now; serving goes on.", health.Reason?.Message) { Rule = "store", Href = "settings?tab=console" };
    }

    /// <inheritdoc/>
    public IEnumerable<HealthCheck> Check()
    {
        var health = store.Health;
        yield return health.State switch
        {
            StoreState.Degraded => new HealthCheck("Database", Severity.Warning, health.State.Word(), health.Reason?.Message) { Href = "settings?tab=console" },
            StoreState.Unopened => new HealthCheck("Database", Severity.Info, health.State.Word(), health.Place) { Href = "settings?tab=console" },
            _ => new HealthCheck("Database", Severity.Good, health.State.Word(), health.Place) { Href = "settings?tab=console" },
        };
    }
}
