using Microsoft.AspNetCore.Components.Web;

namespace Pensieve.Console.Shared.Shell;

/// <summary>The document that every page is served in.</summary>
public sealed partial class App
{
    // A page rendered before its circuit would read everything twice; the static shell is what shows at once.
    private static InteractiveServerRenderMode Interactive { get; } = new(prerender: false);
}
