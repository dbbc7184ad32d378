using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Security.Audit;
using Pensieve.Console.Security.Keys;

namespace Pensieve.Console.Security.Access;

/// <summary>
/// Finds out who calls and whether they may. A key comes as a bearer token, as x-api-key, or as the password of Basic
/// authentication (Prometheus); people come with the cookie of the sign-in page, or, for a request that a page sends for them, with its pass. Without either, this machine's own callers are
/// let in as <see cref="AnonymousAccess"/> says. A key's limits hold for changes under /v1: what generates.
/// </summary>
internal sealed class AccessMiddleware(RequestDelegate next, KeyRing keys, PagePasses passes, AnonymousAccess anonymous, AuditTrail audit, TimeProvider time)
{
    /// <summary>Passes on who may; 401, 403 or 429 for others, and for pages the way to the sign-in page.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var rule = AccessRules.Of(context);
        var secrets = PresentedKeys.Of(context.Request).ToArray();
        var match = secrets.Select(keys.Find).FirstOrDefault(m => m is not null);
        var who = match?.Identity ?? secrets.Select(passes.Redeem).FirstOrDefault(w => w is not null) ?? await SignedInAsync(context) ?? Anonymous(context, secrets, rule);
        if (who is not null) context.User = who.ToPrincipal(match is null ? "sign-in" : CallerKey.Scheme);
        if (rule.Level is { } least && (who is null || who.Level < least))
        {
            await RefuseAsync(context, rule, who, secrets.Length > 0);
            audit.RecordRequest(context, who);
            return;
        }

        if (match is not null && IsMetered(context.Request)) await MeteredAsync(context, match);
        else await next(context);
        audit.RecordRequest(context, who);
    }

    private static bool IsMetered(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase);

    private async Task MeteredAsync(HttpContext context, KeyMatch match)
    {
        var dialect = Dialects.Of(context.Request);
        var refusal = match.Meter.Enter();
        RateHeaders.Write(context.Response, match.Meter, dialect, time.GetUtcNow());
        if (refusal is not null)
        {
            await ErrorEnvelope.WriteAsync(context, new ApiError(429, refusal.Message, Code: "rate_limit_exceeded", RetryAfter: refusal.RetryAfter), dialect);
            return;
        }

        context.Features.Set(match.Meter);
        try
        {
            await next(context);
        }
        finally
        {
            match.Meter.Leave();
        }
    }

    private static async Task<AccessIdentity?> SignedInAsync(HttpContext context)
    {
        var session = await context.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return AccessIdentity.Of(session.Principal);
    }

    // A wrong key on a server that asks for none is ignored, as SDKs send one always; a key of ours that is no longer valid is not.
    private AccessIdentity? Anonymous(HttpContext context, string[] secrets, AccessRule rule)
    {
        if (!IsOfThisMachine(context.Connection)) return null;
        if (rule.IsPage) return anonymous.Pages is { } page ? AccessIdentity.Local(page) : null;
        if (keys.IsRequired || secrets.Any(s => s.StartsWith(KeySecret.Mark, StringComparison.Ordinal))) return null;
        return anonymous.Programs is { } level ? AccessIdentity.Local(level) : null;
    }

    private static bool IsOfThisMachine(ConnectionInfo connection) =>
        IPAddress.IsLoopback(connection.RemoteIpAddress ?? IPAddress.None) && IPAddress.IsLoopback(connection.LocalIpAddress ?? IPAddress.None);

    private static Task RefuseAsync(HttpContext context, AccessRule rule, AccessIdentity? who, bool hasKey)
    {
        if (who is null && rule.IsPage && HttpMethods.IsGet(context.Request.Method) && !context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal))
        {
            context.Response.Redirect("/sign-in?returnUrl=" + Uri.EscapeDataString(context.Request.Path + context.Request.QueryString));
            return Task.CompletedTask;
        }

        // Somebody without key or sign-in is not forbidden but unknown.
        if (who is { Id: not "local" })
        {
            return ErrorEnvelope.WriteAsync(context, new ApiError(
                403, $"'{who.Name}' has the scope {who.Level.Scope()}; this needs {rule.Level!.Value.Scope()}.", Code: "insufficient_scope"));
        }

        if (Dialects.Of(context.Request) == Dialect.Problem && !rule.IsPage) context.Response.Headers.WWWAuthenticate = "Basic realm=\"Pensieve\", charset=\"UTF-8\"";
        return ErrorEnvelope.WriteAsync(context, new ApiError(
            401,
            hasKey ? "The API key is not valid: it is wrong, expired or revoked." : "A valid API key is required, as \"Authorization: Bearer KEY\" or \"x-api-key: KEY\".",
            Code: "invalid_api_key"));
    }
}
