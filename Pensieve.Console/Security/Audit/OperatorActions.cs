using Microsoft.AspNetCore.Components.Authorization;
using Pensieve.Console.Security.Access;

namespace Pensieve.Console.Security.Audit;

/// <summary>What pages may change: operators only, and every attempt is in the audit trail. One for each circuit.</summary>
public sealed class OperatorActions(AuthenticationStateProvider session, AuditTrail audit)
{
    /// <summary>What those read who may only look.</summary>
    public const string Refusal = "Only operators may change this. You are signed in as a viewer.";

    /// <summary>Whether something may be done now; writes it down.</summary>
    /// <param name="action">Noun and verb: "model.load".</param>
    /// <param name="target">To what.</param>
    /// <returns>Why it may not; null = it may.</returns>
    public async Task<string?> AskAsync(string action, string? target)
    {
        var who = AccessIdentity.Of((await session.GetAuthenticationStateAsync()).User);
        var refusal = who is { Level: >= AccessLevel.Operate } ? null : Refusal;
        audit.Record(who, action, target, refusal ?? "done");
        return refusal;
    }
}
