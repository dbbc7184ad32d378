using System.Security.Claims;

namespace Pensieve.Console.Security.Access;

/// <summary>Who a request, or a page, belongs to.</summary>
/// <param name="Id">Stable id: that of a key, or of another way in ("link", "local").</param>
/// <param name="Name">Name for people and the audit trail.</param>
/// <param name="Level">What it may do.</param>
public sealed record AccessIdentity(string Id, string Name, AccessLevel Level)
{
    /// <summary>This server's own test runs.</summary>
    public static AccessIdentity Laboratory { get; } = new("runner", "test laboratory", AccessLevel.Operate);

    /// <summary>Somebody without key or sign-in on this machine.</summary>
    /// <param name="level">What that allows.</param>
    public static AccessIdentity Local(AccessLevel level) => new("local", "this machine", level);

    /// <summary>As the framework carries it: one role claim per level included.</summary>
    public ClaimsPrincipal ToPrincipal(string scheme)
    {
        var identity = new ClaimsIdentity(scheme);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, Id));
        identity.AddClaim(new Claim(ClaimTypes.Name, Name));
        foreach (var level in Enum.GetValues<AccessLevel>().Where(l => l <= Level)) identity.AddClaim(new Claim(ClaimTypes.Role, level.Role()));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>Back from a principal; null = it is nobody.</summary>
    public static AccessIdentity? Of(ClaimsPrincipal? principal) =>
        principal?.FindFirstValue(ClaimTypes.NameIdentifier) is { } id
            ? new AccessIdentity(
                id, principal.Identity?.Name ?? id,
                principal.IsInRole(AccessLevels.Admin) ? AccessLevel.Admin : principal.IsInRole(AccessLevels.Operator) ? AccessLevel.Operate : AccessLevel.Inference)
            : null;
}
