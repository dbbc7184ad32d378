using Pensieve.Console.Features.Overview;
using Pensieve.Console.Store;

namespace Pensieve.Console.Features.Alerts;

/// <summary>Alerts in the database: a row from their begin on, completed at their end.</summary>
internal sealed class AlertRepository(ConsoleStore store)
{
    /// <summary>The newest ones, oldest first. One without an end was under way when the server went away.</summary>
    public async Task<StoreOutcome<IReadOnlyList<Alert>>> LatestAsync(int count, CancellationToken cancellationToken)
    {
        var outcome = await store.ReadAsync((s, c) => s.QueryAsync<Row>(
            "SELECT rule, raised_at, severity, title, reason, next_step, href, ended_at FROM alerts_history ORDER BY raised_at DESC, rule LIMIT @count", new { count }, c), cancellationToken);
        return new(outcome.Value is { } rows ? [.. rows.Select(r => r.ToAlert()).Reverse()] : null, outcome.Failure);
    }

    /// <summary>Adds or completes an alert and removes all but the newest <paramref name="kept"/>.</summary>
    public async Task<StoreFailure?> SetAsync(Alert alert, long kept, CancellationToken cancellationToken)
    {
        var row = new
        {
            alert.Rule, RaisedAt = alert.RaisedAt.ToUnixTimeMilliseconds(), Severity = alert.Severity.ToString(), alert.Title, alert.Reason, alert.NextStep, alert.Href,
            EndedAt = alert.EndedAt?.ToUnixTimeMilliseconds(),
        };
        var outcome = await store.WriteAsync(async (s, c) =>
        {
            if (kept > 0)
            {
                await s.ExecuteAsync(
                    """
                    INSERT INTO alerts_history (rule, raised_at, severity, title, reason, next_step, href, ended_at)
                    VALUES (@Rule, @RaisedAt, @Severity, @Title, @Reason, @NextStep, @Href, @EndedAt)
                    ON CONFLICT (rule, raised_at) DO UPDATE SET severity = @Severity, title = @Title, reason = @Reason, next_step = @NextStep, href = @Href, ended_at = @EndedAt
                    """, row, c);
            }

            return await s.ExecuteAsync("DELETE FROM alerts_history WHERE raised_at NOT IN (SELECT raised_at FROM alerts_history ORDER BY raised_at DESC LIMIT @kept)", new { kept }, c);
        }, cancellationToken);
        return outcome.Failure;
    }

    private sealed record Row
    {
        public string Rule { get; init; } = "";

        public long RaisedAt { get; init; }

        public string Severity { get; init; } = "";

        public string Title { get; init; } = "";

        public string? Reason { get; init; }

        public string? NextStep { get; init; }

        public string Href { get; init; } = "";

        public long? EndedAt { get; init; }

        public Alert ToAlert() => new(
            0, Rule, Enum.TryParse<Severity>(Severity, out var severity) ? severity : Overview.Severity.Warning, Title, Reason, NextStep, Href,
            DateTimeOffset.FromUnixTimeMilliseconds(RaisedAt), null, EndedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
    }
}
