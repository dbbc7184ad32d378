using System.Globalization;
using Pensieve.Console.Security.Access;

namespace Pensieve.Console.Security.Audit;

/// <summary>Marks routes whose calls go into the audit trail.</summary>
internal static class AuditExtensions
{
    private static readonly object s_target = new();

    /// <summary>Every call of the route is written down with its status.</summary>
    public static TBuilder Audited<TBuilder>(this TBuilder builder, string action) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new AuditedAction(action));

    /// <summary>Names what the running request acts upon, where the route's id does not.</summary>
    public static void SetAuditTarget(this HttpContext context, string? target) => context.Items[s_target] = target;

    /// <summary>Writes a finished request down if its route is marked.</summary>
    public static void RecordRequest(this AuditTrail trail, HttpContext context, AccessIdentity? who)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<AuditedAction>() is not { } audited) return;
        var target = context.Items.TryGetValue(s_target, out var named) ? named as string : context.Request.RouteValues["id"] as string;
        var status = context.Response.StatusCode;
        trail.Record(who, audited.Action, target, status < 400 ? "done" : "refused: " + status.ToString(CultureInfo.InvariantCulture), context.Connection.RemoteIpAddress?.ToString());
    }

    private sealed record AuditedAction(string Action);
}
