using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;
using Pensieve.Console.Security.Keys;
using Pensieve.Console.Shared;

namespace Pensieve.Console.Features.Settings;

/// <summary>Lists, makes, revokes and deletes named keys. Every action asks again whether who acts is an administrator.</summary>
public sealed partial class KeysPanel
{
    private IReadOnlyList<KeyView>? _keys;
    private CreatedKeyView? _made;
    private bool _isMaking;
    private string? _asked;
    private string? _error;

    [CascadingParameter]
    private Task<AuthenticationState>? State { get; set; }

    [Inject]
    private KeyManager Keys { get; set; } = default!;

    [Inject]
    private AuditTrail Audit { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => LoadAsync();

    private static string LimitsOf(KeyLimits limits)
    {
        string?[] parts =
        [
            limits.Concurrent is { } concurrent ? string.Create(CultureInfo.InvariantCulture, $"{concurrent} at once") : null,
            limits.RequestsPerMinute is { } requests ? $"{Format.Number(requests)} requests/min" : null,
            limits.TokensPerMinute is { } tokens ? $"{Format.Number(tokens)} tokens/min" : null,
        ];
        return parts.All(p => p is null) ? "none" : string.Join(", ", parts.Where(p => p is not null));
    }

    private static string StateOf(KeyView key) =>
        key.State == "active" && key.ExpiresAt is { } until ? "active until " + until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : key.State;

    private void Begin()
    {
        _isMaking = true;
        _made = null;
        _error = null;
    }

    private async Task LoadAsync()
    {
        var outcome = await Keys.ListAsync(CancellationToken.None);
        if (outcome.IsDone) _keys = outcome.Value;
        else _error = outcome.Failure.Message;
    }

    private async Task MakeAsync(CreateKeyRequest request)
    {
        if (await AdministratorAsync() is not { } who) return;
        var (wish, wrong) = Keys.Check(request);
        _error = wrong?.Message;
        if (wish is null) return;
        var outcome = await Keys.CreateAsync(wish, who.Name, CancellationToken.None);
        Audit.Record(who, "key.create", wish.Name, outcome.Failure?.Message ?? "done");
        _error = outcome.Failure?.Message;
        if (!outcome.IsDone) return;
        _made = outcome.Value;
        _isMaking = false;
        await LoadAsync();
    }

    private async Task EndAsync(KeyView key)
    {
        _asked = null;
        if (await AdministratorAsync() is not { } who) return;
        var failure = key.RevokedAt is null ? (await Keys.RevokeAsync(key.Id, CancellationToken.None)).Failure : (await Keys.DeleteAsync(key.Id, CancellationToken.None)).Failure;
        Audit.Record(who, key.RevokedAt is null ? "key.revoke" : "key.delete", key.Name, failure?.Message ?? "done");
        _error = failure?.Message;
        if (failure is null) await LoadAsync();
    }

    private async Task<AccessIdentity?> AdministratorAsync()
    {
        var who = State is null ? null : AccessIdentity.Of((await State).User);
        if (who?.Level == AccessLevel.Admin) return who;
        _error = "Only an administrator may do that.";
        return null;
    }
}
