using Pensieve.Console.Api.Errors;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Store;

namespace Pensieve.Console.Security.Keys;

/// <summary>Makes, lists and revokes keys: what API and pages call. A change is in force when the call returns.</summary>
public sealed class KeyManager
{
    private const int LongestName = 64;
    private const int MostPerMinute = 1_000_000_000;

    private readonly KeyRepository _repository;
    private readonly KeyRing _ring;
    private readonly TimeProvider _time;

    internal KeyManager(KeyRepository repository, KeyRing ring, TimeProvider time)
    {
        _repository = repository;
        _ring = ring;
        _time = time;
    }

    /// <summary>What is wrong with a wish; null = nothing, and then what it means.</summary>
    public (NewKey? Wish, ApiError? Error) Check(CreateKeyRequest request) => Check(request, _time.GetUtcNow());

    /// <inheritdoc cref="Check(CreateKeyRequest)"/>
    internal static (NewKey? Wish, ApiError? Error) Check(CreateKeyRequest request, DateTimeOffset now)
    {
        if (request.Name?.Trim() is not { Length: > 0 and <= LongestName } name || name.Any(char.IsControl)) return Wrong("name", $"must be 1 to {LongestName} characters.");
        if (AccessLevels.FromScope(request.Scope ?? "inference") is not { } scope) return Wrong("scope", "must be inference, operate or admin.");
        if (request.ExpiresAt <= now) return Wrong("expiresAt", "must be in the future.");
        if (request.Concurrent is < 1 or > 100_000) return Wrong("concurrent", "must be an integer from 1 to 100000.");
        if (request.RequestsPerMinute is < 1 or > MostPerMinute) return Wrong("requestsPerMinute", $"must be an integer from 1 to {MostPerMinute}.");
        if (request.TokensPerMinute is < 1 or > MostPerMinute) return Wrong("tokensPerMinute", $"must be an integer from 1 to {MostPerMinute}.");
        var limits = new KeyLimits { Concurrent = request.Concurrent, RequestsPerMinute = request.RequestsPerMinute, TokensPerMinute = request.TokensPerMinute };
        return (new NewKey(name, scope, limits, request.ExpiresAt), null);

        static (NewKey?, ApiError?) Wrong(string field, string what) => (null, ApiError.Invalid(field, $"{field}: {what}"));
    }

    /// <summary>All keys, newest first, with the usage of 30 days, today's included up to this moment.</summary>
    public async Task<StoreOutcome<IReadOnlyList<KeyView>>> ListAsync(CancellationToken cancellationToken)
    {
        await _ring.FlushAsync(cancellationToken);
        var keys = await _repository.ListAsync(cancellationToken);
        if (!keys.IsDone) return new(null, keys.Failure);
        var now = _time.GetUtcNow();
        var usage = await _repository.UsageAsync(now.AddDays(1 - KeysEndpoints.UsageDays), cancellationToken);
        return usage.IsDone
            ? new([.. keys.Value!.Select(k => KeyView.Of(k, now, _ring.ActiveOf(k.Id), usage.Value!.GetValueOrDefault(k.Id)))], null)
            : new(null, usage.Failure);
    }

    /// <summary>Makes a key.</summary>
    public async Task<StoreOutcome<CreatedKeyView>> CreateAsync(NewKey wish, string by, CancellationToken cancellationToken)
    {
        var outcome = await _repository.CreateAsync(wish, by, cancellationToken);
        if (outcome.Value is not { } created) return new(null, outcome.Failure);
        await _ring.RefreshAsync(cancellationToken);
        return new(new CreatedKeyView(created.Secret, KeyView.Of(created.Key, _time.GetUtcNow(), 0, null)), null);
    }

    /// <summary>Revokes a key by id or name; the value is null where there is none.</summary>
    public async Task<StoreOutcome<KeyView>> RevokeAsync(string idOrName, CancellationToken cancellationToken)
    {
        var outcome = await _repository.RevokeAsync(idOrName, cancellationToken);
        if (outcome.IsDone) await _ring.RefreshAsync(cancellationToken);
        return new(outcome.Value is { } key ? KeyView.Of(key, _time.GetUtcNow(), _ring.ActiveOf(key.Id), null) : null, outcome.Failure);
    }

    /// <summary>Removes a revoked key from the history.</summary>
    public async Task<StoreOutcome<bool>> DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var outcome = await _repository.DeleteAsync(id, cancellationToken);
        if (outcome.Value) await _ring.RefreshAsync(cancellationToken);
        return outcome;
    }
}
