using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Pensieve.Console.Security.Access;

namespace Pensieve.Console.Security.SignIn;

/// <summary>Who an open page belongs to, looked at again every half minute: a page whose key was revoked is signed out.</summary>
internal sealed class SessionState(ILoggerFactory loggers, Sessions sessions) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    /// <inheritdoc/>
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        Task.FromResult(AccessIdentity.Of(authenticationState.User) is { } who && sessions.IsValid(who));
}
