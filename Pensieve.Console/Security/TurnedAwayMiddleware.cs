using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Metrics;
using Pensieve.Console.Live;
using Pensieve.Console.Security.Access;

namespace Pensieve.Console.Security;

/// <summary>Counts the answers with an error, and keeps those that no record of the engine stands for.</summary>
internal sealed class TurnedAwayMiddleware(RequestDelegate next, TurnedAwayRing ring, HttpMeters meters, TimeProvider time)
{
    /// <summary>Runs the rest and looks at how it was answered.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        if (context.Features.Get<ApiError>() is not { } error) return;
        meters.RecordError(error.Status, Dialects.Of(context.Request));
        if (error.HasRecord) return;
        var who = AccessIdentity.Of(context.User);
        if (who?.Id == AccessIdentity.Laboratory.Id) ring.CountOfRun();
        else ring.Add(new TurnedAwayRequest(
            RequestId.Of(context), time.GetUtcNow(), context.Request.Method, context.Request.Path.Value ?? "/", error.Status, error.Code, error.Message,
            who?.Name, context.Connection.RemoteIpAddress?.ToString()));
    }
}
