using Microsoft.AspNetCore.Components.Authorization;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;

namespace Pensieve.Console.Features.Runs.Running;

/// <summary>What pages may do with runs: operators only, and every attempt is in the audit trail. One for each circuit.</summary>
public sealed class RunActions(AuthenticationStateProvider session, AuditTrail audit, RunManager manager)
{
    /// <summary>What those read who may only look.</summary>
    public const string Refusal = "Only operators may start, cancel, mark or delete runs. You are signed in as a viewer.";

    /// <summary>Starts a run.</summary>
    public async Task<RunStart> StartAsync(RunRequest request)
    {
        var who = await WhoAsync();
        var start = IsOperator(who) ? manager.Start(request, who!.Name) : new RunStart(null, Refusal);
        audit.Record(who, "run.start", start.Run?.Id ?? string.Join(", ", request.Suites), start.Refusal ?? "done");
        return start;
    }

    /// <summary>Asks a run to stop; returns why it may not.</summary>
    public async Task<string?> CancelAsync(string id)
    {
        var refusal = await AskAsync("run.cancel", id);
        if (refusal is null) manager.Cancel(id);
        return refusal;
    }

    /// <summary>Whether something may be done to a run; returns why it may not.</summary>
    public async Task<string?> AskAsync(string action, string id)
    {
        var who = await WhoAsync();
        var refusal = IsOperator(who) ? null : Refusal;
        audit.Record(who, action, id, refusal ?? "done");
        return refusal;
    }

    private static bool IsOperator(AccessIdentity? who) => who is { Level: >= AccessLevel.Operate };

    private async Task<AccessIdentity?> WhoAsync() => AccessIdentity.Of((await session.GetAuthenticationStateAsync()).User);
}
