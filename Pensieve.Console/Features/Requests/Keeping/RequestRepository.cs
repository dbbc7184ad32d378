using Pensieve.Console.Store;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Features.Requests.Keeping;

/// <summary>Ended requests in the database.</summary>
internal sealed class RequestRepository(ConsoleStore store)
{
    /// <summary>The newest ones, oldest first; rows that this release does not understand are left out.</summary>
    public async Task<StoreOutcome<IReadOnlyList<RequestRecord>>> LatestAsync(int count, CancellationToken cancellationToken)
    {
        var outcome = await store.ReadAsync(
            (s, c) => s.QueryAsync<Row>("SELECT record FROM requests_ended ORDER BY number DESC LIMIT @count", new { count }, c), cancellationToken);
        return new(outcome.Value is { } rows ? [.. rows.Select(r => RequestJson.Read(r.Record)).OfType<RequestRecord>().Reverse()] : null, outcome.Failure);
    }

    /// <summary>Adds requests in their order and removes all but the newest <paramref name="kept"/>.</summary>
    public async Task<StoreFailure?> AddAsync(IReadOnlyList<RequestRecord> records, long kept, CancellationToken cancellationToken)
    {
        var rows = records.Skip((int)Math.Max(0, records.Count - kept)).Select(r => new { EndedAt = r.EndedAt.ToUnixTimeMilliseconds(), Record = RequestJson.Write(r) }).ToArray();
        var outcome = await store.WriteAsync(async (s, c) =>
        {
            if (rows.Length > 0) await s.ExecuteAsync("INSERT INTO requests_ended (ended_at, record) VALUES (@EndedAt, @Record)", rows, c);
            return await s.ExecuteAsync("DELETE FROM requests_ended WHERE number <= (SELECT COALESCE(MAX(number), 0) FROM requests_ended) - @kept", new { kept }, c);
        }, cancellationToken);
        return outcome.Failure;
    }

    private sealed record Row
    {
        public string Record { get; init; } = "";
    }
}
