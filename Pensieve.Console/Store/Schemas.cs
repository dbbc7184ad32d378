using Pensieve.Console.Security.Audit;
using Pensieve.Console.Security.Keys;

namespace Pensieve.Console.Store;

/// <summary>The schemas of all features: what the server, the command line and the doctor open the database with.</summary>
public static class Schemas
{
    /// <summary>One line per feature that keeps something; none refers to another's tables.</summary>
    public static IReadOnlyList<IStoreMigrations> All { get; } =
    [
        new KeySchema(),
        new AuditSchema(),
        new Features.Runs.Keeping.RunsSchema(),
        new Features.Models.Keeping.ModelsSchema(),
        new Features.Playground.Keeping.PlaygroundSchema(),
        new Features.Settings.Values.SettingsSchema(),
        new Features.Alerts.AlertSchema(),
        new Features.Requests.Keeping.RequestSchema(),
    ];
}
