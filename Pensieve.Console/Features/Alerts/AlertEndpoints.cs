using Microsoft.AspNetCore.Http.HttpResults;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Ops;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;

namespace Pensieve.Console.Features.Alerts;

/// <summary>/api/alerts.</summary>
internal static class AlertEndpoints
{
    private const int MostMinutes = 60 * 24 * 30;

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var alerts = routes.MapGroup("/api/alerts").WithTags("Alerts");
        alerts.MapGet("", (AlertService service) => TypedResults.Ok(service.View)).WithName("GetAlerts").WithSummary("Alerts under way, worst first; the last that ended; what is mute and until when.");
        alerts.MapPost("/{id}/mute", MuteAsync).WithName("MuteAlert").WithSummary("Mutes a rule, {\"minutes\": 60}; 0 = it may speak again.").Audited("alert.mute");
    }

    private static async Task<Results<Ok<AlertView>, ErrorResult>> MuteAsync(string id, MuteRequest request, HttpContext context, AlertService service)
    {
        if (!AlertRules.All.Contains(id)) return new ErrorResult(new ApiError(404, $"There is no rule '{id}'; there are {string.Join(", ", AlertRules.All)}.", "id", "rule_not_found"));
        if (request.Minutes is not (>= 0 and <= MostMinutes)) return new ErrorResult(ApiError.Invalid("minutes", $"minutes: must be 0 to {MostMinutes}."));
        var who = AccessIdentity.Of(context.User) ?? AccessIdentity.Local(AccessLevel.Operate);
        var failure = await service.MuteAsync(id, request.Minutes == 0 ? null : TimeSpan.FromMinutes(request.Minutes.Value), who, CancellationToken.None);
        return failure is null ? TypedResults.Ok(service.View) : new ErrorResult(StoreErrors.ToApi(failure));
    }
}

/// <summary>For how long.</summary>
/// <param name="Minutes">0 to 43200; 0 = not at all.</param>
public sealed record MuteRequest(int? Minutes);

/// <summary>Names of the rules.</summary>
internal static class AlertRules
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = ["engine", "memory", "errors", "refused", "stalled", "queue", "store", "restarts", "run-failed"];
}
