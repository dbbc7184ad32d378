using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Pensieve.Console.Api.Errors;

namespace Pensieve.Console.Security;

/// <summary>
/// Refuses what a page of another origin sends, WebSocket upgrades included: CORS does not cover those. The server's own
/// origins come from the addresses it was told to listen on, never from the request's Host. Pages of listed origins may also
/// read what programs' routes answer (<see cref="CrossOrigin"/>).
/// </summary>
internal sealed class OriginFilterMiddleware(RequestDelegate next, IOptionsMonitor<EdgeOptions> options, IServer server)
{
    private static readonly string[] s_loopbackHosts = ["localhost", "127.0.0.1", "[::1]"];

    private HashSet<string>? _own;

    /// <summary>Passes requests without an origin or with an allowed one; 403 for others.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers.Origin;
        var isForPrograms = ApiPaths.IsForPrograms(context.Request.Path);
        if (isForPrograms) context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        if (headers.Count == 0) return next(context);
        if (isForPrograms && headers is [{ } only] && IsListed(only))
        {
            CrossOrigin.Allow(context.Response, only);
            if (!CrossOrigin.IsPreflight(context.Request)) return next(context);
            CrossOrigin.AnswerPreflight(context);
            return Task.CompletedTask;
        }

        if (headers.All(origin => IsAllowed(origin, context.Connection))) return next(context);
        return ErrorEnvelope.WriteAsync(context, new ApiError(
            403, "Requests from pages of another origin are not allowed. Add the origin to Security:AllowedOrigins if it is yours.", Code: "origin_not_allowed"));
    }

    private bool IsAllowed(string? origin, ConnectionInfo connection)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri)) return false;
        var name = NameOf(uri);
        return (_own ??= OwnOrigins()).Contains(name)
            || IsListed(origin)
            || (uri.Port == connection.LocalPort && HostFilterMiddleware.IsConnectionAddress(uri.Host, connection));
    }

    private bool IsListed(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && NameOf(uri) is var name
        && options.CurrentValue.AllowedOrigins.Any(allowed => Uri.TryCreate(allowed, UriKind.Absolute, out var one) && NameOf(one) == name);

    private HashSet<string> OwnOrigins()
    {
        var own = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        {
            var bound = BindingAddress.Parse(address);
            foreach (var host in s_loopbackHosts) own.Add($"{bound.Scheme}://{host}:{bound.Port}");
        }

        return own;
    }

    // Uri lower-cases scheme and host and knows the default port.
    private static string NameOf(Uri uri) => $"{uri.Scheme}://{uri.Host}:{uri.Port}";
}
