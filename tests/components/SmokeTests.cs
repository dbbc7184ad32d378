using Microsoft.AspNetCore.Components;
namespace Pensieve.Tests.Components;
public sealed class SmokeTests : ComponentTest
{
    [Fact]
    public void X()
    {
        RenderFragment f = b => b.AddMarkupContent(0, "<p>hi</p>");
        Assert.Equal("hi", Render(f).Find("p").TextContent);
    }
}
