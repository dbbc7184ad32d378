using Pensieve.Console.Store;

namespace Pensieve.Console.Features.Requests.Keeping;

/// <summary>One row per ended request: its record, which holds neither prompt nor answer.</summary>
internal sealed class RequestSchema : IStoreMigrations
{
    /// <inheritdoc/>
    public string Feature => "requests";

    /// <inheritdoc/>
    public IReadOnlyList<StoreMigration> Migrations { get; } =
    [
        new(1, "ended", "CREATE TABLE requests_ended (number {identity}, ended_at BIGINT NOT NULL, record TEXT NOT NULL);"),
    ];
}
