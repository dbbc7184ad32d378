using Pensieve.Console.Hosting;

namespace Pensieve.Console.Security.Access;

/// <summary>What callers of this machine may do without key or sign-in; never callers of other machines.</summary>
/// <param name="Programs">API, metrics, while no key was ever made or configured; null = nothing.</param>
/// <param name="Pages">The console; null = nothing.</param>
internal sealed record AnonymousAccess(AccessLevel? Programs, AccessLevel? Pages)
{
    /// <summary>
    /// On loopback a program may use and operate the server but not change who may; with sign-in switched off there, anybody may do
    /// anything. Beyond loopback nothing goes without a key.
    /// </summary>
    public static AnonymousAccess Of(PensieveOptions options) => !options.IsLoopback ? new(null, null)
        : options.SignIn ? new(AccessLevel.Operate, null)
        : new(AccessLevel.Admin, AccessLevel.Admin);
}
