using Microsoft.AspNetCore.Components.Authorization;
using Pensieve.Console.Security.Access;

namespace Pensieve.Console.Security.Audit;

/// <summary>What pages may change: operators only, and every attempt is in the audit trail. One for each circuit.</summary>
public sealed class OperatorActions(AuthenticationStateProvider session, AuditTrail audit)
{
    /// <summary>What those read who may only look.</summary>
    public const string Refusal = "Only operators may change this. You are signed in as a viewer.";

    /// <summary>Whether the one who looks may change anything: what they may not is better not offered. Nothing is written down.</summary>
    public async Task<bool> MayAsync() => AccessIdentity.Of((await session.GetAuthenticationStateAsync()).User) is { Level: >= AccessLevel.Operate };

    /// <summary>Whether something may be done now; writes it down.</summary>
    /// <param name="action">Noun and verb: "model.load".</param>
    /// <param name="target">To what.</param>
    /// <returns>Why it may not; null = it may.</returns>
    public Task<string?> AskAsync(string action, string? target) => DoAsync(action, _ => (null, target), target);

    /// <summary>Does something that may be refused by itself, if the one who asks may do it at all; writes down what came of it.</summary>
    /// <param name="action">Noun and verb: "run.start".</param>
    /// <param name="act">Does it for the one of that name; gives why not (null = it is done) and to what it was done.</param>
    /// <param name="target">To what, where it may not be done.</param>
    /// <returns>Why it was not done; null = it was.</returns>
    public async Task<string?> DoAsync(string action, Func<string, (string? Refusal, string? Target)> act, string? target)
    {
        var who = AccessIdentity.Of((await session.GetAuthenticationStateAsync()).User);
        var (refusal, done) = who is { Level: >= AccessLevel.Operate } ? act(who.Name) : (Refusal, target);
        audit.Record(who, action, done, refusal ?? "done");
        return refusal;
    }
}
