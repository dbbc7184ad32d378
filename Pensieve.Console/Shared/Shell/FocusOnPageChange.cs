using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Pensieve.Console.Shared.Shell;

/// <summary>
/// Moves the focus to the heading of a page that is gone to, so that a screen reader says where one is. Not on the first
/// page: there the skip link must come first.
/// </summary>
public sealed class FocusOnPageChange : ComponentBase
{
    private Type? _page;
    private bool _changed;

    /// <summary>Where the router stands.</summary>
    [Parameter, EditorRequired]
    public required Microsoft.AspNetCore.Components.RouteData Route { get; set; }

    [Inject]
    private IJSRuntime JS { get; set; } = default!;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _changed = _page is not null && _page != Route.PageType;
        _page = Route.PageType;
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_changed) return;
        _changed = false;
        await JS.InvokeVoidAsync("pensieve.focusHeading");
    }
}
