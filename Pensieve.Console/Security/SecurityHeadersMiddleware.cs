namespace Pensieve.Console.Security;

/// <summary>Headers that keep other sites from framing, sniffing or embedding what this server answers.</summary>
internal sealed class SecurityHeadersMiddleware(RequestDelegate next)
{
    // Components set inline styles; scripts come from this server only.
    private const string ContentSecurityPolicy =
        "default-src 'self'; img-src 'self' data:; font-src 'self' data:; style-src 'self' 'unsafe-inline'; " +
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Runs the rest with the headers set.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        // Not "no-referrer": with it, browsers send forms of our own pages with "Origin: null". Other sites see nothing either way,
        // and the sign-in link is not a page that leads on.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        return next(context);
    }
}
