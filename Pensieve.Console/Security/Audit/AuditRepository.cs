using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Store;

namespace Pensieve.Console.Security.Audit;

/// <summary>The audit trail in the database.</summary>
public sealed class AuditRepository(ConsoleStore store, TimeProvider time, RuntimeSettings? settings = null)
{
    /// <summary>How long entries are kept unless the settings say otherwise.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(365);

    /// <summary>Entries newest first.</summary>
    /// <param name="count">Most to return.</param>
    /// <param name="before">Only those with a smaller id, to page on; null = from the newest.</param>
    /// <param name="action">Only this action, or those under it ("model" holds "model.load"); null = all.</param>
    public async Task<StoreOutcome<IReadOnlyList<AuditEntry>>> ListAsync(int count, long? before, string? action, CancellationToken cancellationToken)
    {
        var outcome = await store.ReadAsync((s, c) => s.QueryAsync<Row>(
            """
            SELECT id, at, who, who_id, action, target, outcome, address FROM audit
            WHERE id < @before AND (@action = '' OR action = @action OR substr(action, 1, length(@action) + 1) = @action || '.')
            ORDER BY id DESC LIMIT @count
            """, new { before = before ?? long.MaxValue, action = action ?? "", count }, c), cancellationToken);
        return new(outcome.Value is { } rows ? [.. rows.Select(r => r.ToEntry())] : null, outcome.Failure);
    }

    /// <summary>Adds entries and removes those that are too old.</summary>
    public async Task<StoreFailure?> AddAsync(IReadOnlyCollection<AuditEntry> entries, CancellationToken cancellationToken)
    {
        var retention = settings is null ? Retention : TimeSpan.FromDays(settings.Number(SettingTable.AuditDays));
        var outcome = await store.WriteAsync(async (s, c) =>
        {
            await s.ExecuteAsync("DELETE FROM audit WHERE at < @oldest", new { oldest = (time.GetUtcNow() - retention).ToUnixTimeMilliseconds() }, c);
            return await s.ExecuteAsync(
                "INSERT INTO audit (at, who, who_id, action, target, outcome, address) VALUES (@At, @Who, @WhoId, @Action, @Target, @Outcome, @Address)",
                entries.Select(e => new { At = e.At.ToUnixTimeMilliseconds(), e.Who, e.WhoId, e.Action, e.Target, e.Outcome, e.Address }).ToArray(), c);
        }, cancellationToken);
        return outcome.Failure;
    }

    private sealed record Row
    {
        public long Id { get; init; }

        public long At { get; init; }

        public string Who { get; init; } = "";

        public string WhoId { get; init; } = "";

        public string Action { get; init; } = "";

        public string? Target { get; init; }

        public string Outcome { get; init; } = "";

        public string? Address { get; init; }

        public AuditEntry ToEntry() => new()
        {
            Id = Id, At = DateTimeOffset.FromUnixTimeMilliseconds(At), Who = Who, WhoId = WhoId, Action = Action, Target = Target, Outcome = Outcome, Address = Address,
        };
    }
}
