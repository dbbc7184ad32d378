using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Store;

namespace Pensieve.Console.Security.Keys;

/// <summary>A key that was presented and is valid.</summary>
/// <param name="Identity">Whose it is.</param>
/// <param name="Meter">Its limits and counters.</param>
internal sealed record KeyMatch(AccessIdentity Identity, KeyMeter Meter);

/// <summary>
/// The keys in memory, so that no request waits for the database: those of the configuration, which are admin keys, and
/// the named ones as they were read last. A change made through this server holds at once, one made by another process
/// after <see cref="KeyService.Interval"/>. While the database is away, the keys read last remain in force.
/// </summary>
internal sealed class KeyRing(KeyRepository repository, IOptionsMonitor<EdgeOptions> options, TimeProvider time) : IDisposable
{
    private readonly Dictionary<string, KeyMeter> _meters = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _reading = new(1);
    private volatile IReadOnlyList<StoredKey> _named = [];

    /// <summary>The key of this server's own test runs, new with every start: they are processes that call the API as everybody does.</summary>
    public string RunnerKey { get; } = KeySecret.Create();

    /// <summary>Whether callers must present a key. Revoked keys count: taking the last one away must not open the server.</summary>
    public bool IsRequired => _named.Count > 0 || options.CurrentValue.ApiKeys.Count > 0;

    /// <summary>The valid key that a secret belongs to; null = none.</summary>
    public KeyMatch? Find(string secret)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
        KeyMatch? match = null;

        // Equal-length digests and no early exit: the time says nothing about how much of a key was right.
        foreach (var stored in _named)
        {
            if (!CryptographicOperations.FixedTimeEquals(digest, stored.Hash) || !IsValid(stored.Key)) continue;
            match = new KeyMatch(new AccessIdentity(stored.Key.Id, stored.Key.Name, stored.Key.Scope), MeterOf(stored.Key.Id, stored.Key.Limits));
        }

        var configured = options.CurrentValue.ApiKeys;
        for (var i = 0; i < configured.Count; i++)
        {
            if (!CryptographicOperations.FixedTimeEquals(digest, KeySecret.Hash(configured[i])) || configured[i].Length == 0) continue;
            var id = $"configured-{i + 1}";
            match = new KeyMatch(new AccessIdentity(id, "configured key", AccessLevel.Admin), MeterOf(id, new KeyLimits()));
        }

        if (CryptographicOperations.FixedTimeEquals(digest, KeySecret.Hash(RunnerKey)))
            match = new KeyMatch(AccessIdentity.Laboratory, MeterOf(AccessIdentity.Laboratory.Id, new KeyLimits()));
        return match;
    }

    /// <summary>What an id that was let in before may do now; null = nothing any more.</summary>
    public AccessLevel? LevelOf(string id)
    {
        if (id.StartsWith("configured-", StringComparison.Ordinal)) return int.Parse(id.AsSpan("configured-".Length), null) <= options.CurrentValue.ApiKeys.Count ? AccessLevel.Admin : null;
        return _named.FirstOrDefault(k => k.Key.Id == id) is { } stored && IsValid(stored.Key) ? stored.Key.Scope : null;
    }

    /// <summary>Requests in progress with a key.</summary>
    public long ActiveOf(string id)
    {
        lock (_lock) return _meters.TryGetValue(id, out var meter) ? meter.Active : 0;
    }

    /// <summary>Reads the keys anew; on failure those read last remain.</summary>
    public async Task<StoreFailure?> RefreshAsync(CancellationToken cancellationToken)
    {
        // One after the other: an older reading must not replace a newer one.
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var outcome = await repository.ReadAsync(cancellationToken);
            if (outcome.Value is { } keys) _named = keys;
            return outcome.Failure;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Writes down what was used; what cannot be written waits for the next time.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        (string Id, KeyMeter Meter)[] meters;
        lock (_lock) meters = [.. _meters.Select(m => (m.Key, m.Value))];
        var used = meters.Select(m => (m.Id, m.Meter, Usage: m.Meter.Drain())).Where(u => !u.Usage.IsNothing).ToArray();
        if (used.Length == 0) return;
        if (await repository.AddUsageAsync([.. used.Select(u => (u.Id, u.Usage))], cancellationToken) is null) return;
        foreach (var (_, meter, usage) in used) meter.Restore(usage);
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    private bool IsValid(ApiKey key) => key.RevokedAt is null && !(key.ExpiresAt <= time.GetUtcNow());

    // Limits are fixed for a key's life, so its first meter is its only one.
    private KeyMeter MeterOf(string id, KeyLimits limits)
    {
        lock (_lock)
        {
            if (_meters.TryGetValue(id, out var meter)) return meter;
            return _meters[id] = new KeyMeter(limits, time);
        }
    }
}
