using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Pensieve.Tests.Components.Shell;

/// <summary>A component that fails when told to.</summary>
public sealed class Fragile : ComponentBase
{
    [Parameter, EditorRequired]
    public required Func<bool> Fail { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (Fail()) throw new InvalidOperationException("boom");
        builder.AddMarkupContent(0, "<p>fine</p>");
    }
}
