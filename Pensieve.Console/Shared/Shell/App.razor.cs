using Microsoft.AspNetCore.Components.Web;

namespace Pensieve.Console.Shared.Shell;

/// <summary>The document that every page is served in.</summary>
public sealed partial class App
{
    // A page rendered before its circuit would read everything twice; the static shell is what shows at once.
    private static InteractiveServerRenderMode Interactive { get; } = new(prerender: false);

    // Not by fingerprint: under that name the package's own files are served uncompressed, 790 kB instead of 63.
    private static string DarkTheme(string part) =>
        $"_content/Radzen.Blazor/css/material-dark-{part}.css?v={typeof(Radzen.Blazor.RadzenTheme).Assembly.GetName().Version}";
}
