using Pensieve.Console.Store;

namespace Pensieve.Console.Features.Alerts;

/// <summary>Mutes in the database.</summary>
public sealed class MuteRepository(ConsoleStore store)
{
    /// <summary>Until when rules are mute.</summary>
    public async Task<StoreOutcome<IReadOnlyDictionary<string, DateTimeOffset>>> ReadAsync(CancellationToken cancellationToken)
    {
        var outcome = await store.ReadAsync((s, c) => s.QueryAsync<Row>("SELECT rule, until FROM alerts_mutes", null, c), cancellationToken);
        return new(outcome.Value?.ToDictionary(r => r.Rule, r => DateTimeOffset.FromUnixTimeMilliseconds(r.Until), StringComparer.Ordinal), outcome.Failure);
    }

    /// <summary>Mutes a rule, or, with null, lets it speak again.</summary>
    public async Task<StoreFailure?> SetAsync(string rule, DateTimeOffset? until, string who, CancellationToken cancellationToken)
    {
        var outcome = await store.WriteAsync((s, c) => until is null
            ? s.ExecuteAsync("DELETE FROM alerts_mutes WHERE rule = @rule", new { rule }, c)
            : s.ExecuteAsync("INSERT INTO alerts_mutes (rule, until, who) VALUES (@rule, @until, @who) ON CONFLICT (rule) DO UPDATE SET until = @until, who = @who",
                new { rule, until = until.Value.ToUnixTimeMilliseconds(), who }, c), cancellationToken);
        return outcome.Failure;
    }

    private sealed record Row
    {
        public string Rule { get; init; } = "";

        public long Until { get; init; }
    }
}
