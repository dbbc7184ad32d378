using Microsoft.AspNetCore.Components.Authorization;
using Pensieve.Console.Security.Access;

namespace Pensieve.Tests.Components.Support;

/// <summary>Somebody of a given level is signed in.</summary>
internal sealed class OperatorSession(AccessLevel level) : AuthenticationStateProvider
{
    public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
        Task.FromResult(new AuthenticationState(new AccessIdentity("x", "me", level).ToPrincipal("test")));
}
