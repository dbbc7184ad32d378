using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Pensieve.Console.Shared.Shell;

/// <summary>The document that every page is served in.</summary>
public sealed partial class App
{
    /// <summary>
    /// Scripts come from here only, and none is inline. Styles may be: the components set style attributes.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private static InteractiveServerRenderMode Interactive { get; } = new(prerender: false);

    [CascadingParameter]
    private HttpContext? Context { get; set; }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        if (Context is null) return;
        Context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        Context.Response.Headers.XContentTypeOptions = "nosniff";
        Context.Response.Headers["Referrer-Policy"] = "no-referrer";
    }
}
