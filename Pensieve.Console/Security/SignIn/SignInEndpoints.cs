using System.Globalization;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;
using Pensieve.Console.Security.Keys;

namespace Pensieve.Console.Security.SignIn;

/// <summary>/sign-in and /sign-out: plain pages without a circuit, which only those signed in get.</summary>
internal sealed class SignInEndpoints(KeyRing keys, SignInLink link, SignInThrottle throttle, AuditTrail audit, IAntiforgery antiforgery)
{
    private const string Action = "sign-in";

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var endpoints = routes.ServiceProvider.GetRequiredService<SignInEndpoints>();
        routes.MapGet("/sign-in", endpoints.ShowAsync).ExcludeFromDescription();
        routes.MapPost("/sign-in", (Delegate)endpoints.SubmitAsync).DisableAntiforgery().ExcludeFromDescription();
        routes.MapPost("/sign-out", (Delegate)endpoints.LeaveAsync).DisableAntiforgery().ExcludeFromDescription();
    }

    private async Task<IResult> ShowAsync(HttpContext context, string? t = null, string? returnUrl = null, string? left = null)
    {
        if (t is not null)
        {
            if (Slow(context, returnUrl) is { } slow) return slow;
            if (!link.TryUse(t))
            {
                audit.Record(null, Action, "link", "refused: not the link in force", AddressOf(context));
                return Page(returnUrl, "This link was used already, or is of an earlier start. The terminal of the server shows the one in force.", StatusCodes.Status401Unauthorized);
            }

            throttle.Succeeded(context.Connection.RemoteIpAddress);
            return await EnterAsync(context, Sessions.ByLink, returnUrl);
        }

        var session = await context.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return session.Succeeded ? Results.LocalRedirect(LocalUrl.Of(returnUrl)) : Page(returnUrl, null, notice: left is null ? null : "You are signed out.");
    }

    private async Task<IResult> SubmitAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType) return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var returnUrl = form["returnUrl"].ToString();
        if (!await antiforgery.IsRequestValidAsync(context))
            return Page(returnUrl, "The form was too old. Enter the key again.", StatusCodes.Status400BadRequest);
        if (Slow(context, returnUrl) is { } slow) return slow;
        if (keys.Find(form["key"].ToString().Trim()) is not { } match)
        {
            audit.Record(null, Action, "key", "refused: no such key", AddressOf(context));
            return Page(returnUrl, "This key is not valid: it is wrong, expired or revoked.", StatusCodes.Status401Unauthorized);
        }

        throttle.Succeeded(context.Connection.RemoteIpAddress);
        return await EnterAsync(context, match.Identity, returnUrl);
    }

    private async Task<IResult> LeaveAsync(HttpContext context)
    {
        // Pages of other origins were refused at the edge; a browser names its origin with every POST.
        if (context.Request.Headers.Origin.Count == 0) return Results.BadRequest();
        var session = await context.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        if (AccessIdentity.Of(session.Principal) is { } who) audit.Record(who, "sign-out", null, "done", AddressOf(context));
        await Sessions.SignOutAsync(context);
        return Results.LocalRedirect("/sign-in?left=1");
    }

    private async Task<IResult> EnterAsync(HttpContext context, AccessIdentity who, string? returnUrl)
    {
        context.Response.Headers.CacheControl = "no-store";
        await Sessions.SignInAsync(context, who);
        audit.Record(who, Action, null, "done", AddressOf(context));
        return Results.LocalRedirect(LocalUrl.Of(returnUrl));
    }

    private RazorComponentResult<SignInPage>? Slow(HttpContext context, string? returnUrl)
    {
        if (throttle.TryBegin(context.Connection.RemoteIpAddress) is not { } wait) return null;
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Page(returnUrl, $"Too many attempts. Try again in {seconds} s.", StatusCodes.Status429TooManyRequests);
    }

    private static RazorComponentResult<SignInPage> Page(string? returnUrl, string? error, int status = StatusCodes.Status200OK, string? notice = null) =>
        new(new { ReturnUrl = LocalUrl.Of(returnUrl), Error = error, Notice = notice }) { StatusCode = status };

    private static string? AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString();
}
