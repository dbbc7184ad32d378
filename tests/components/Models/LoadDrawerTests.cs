using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Models;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;
using Pensieve.Engine.Gguf;
using Pensieve.Engine.Models;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Models;

public sealed class LoadDrawerTests : ComponentTest
{
    private static readonly DeviceInfo s_gpu = new("Vulkan0", "A GPU", "gpu", 8L << 30, 8L << 30);
    private readonly List<ModelLoadOptions> _loaded = [];
    private ConsoleServices? _services;

    [Fact]
    public void File_GoneOrBroken_OffersNoForm()
    {
        Assert.Contains("No such file.", Open(null).Markup, StringComparison.Ordinal);
        var broken = Show(new ModelFile("/m/tiny.gguf", 12, default, null, null, "it ends within its header"));
        Assert.Equal("This file cannot be loaded: it ends within its header", broken.Find("[role=alert]").TextContent);
        Assert.Empty(broken.FindAll("form"));
    }

    [Fact]
    public void Options_ThatFit_ShowTheirMemoryAndAreAskedFor()
    {
        var drawer = Open(Tiny());
        Assert.Equal("Load tiny", drawer.Find("h2").TextContent);
        Assert.Equal("yes", drawer.Find("[data-fits]").GetAttribute("data-fits"));
        Assert.Equal(4, drawer.FindAll(".memory dt").Count);
        Dispatch(() => drawer.Find("input[placeholder=tiny]"), "onchange", new ChangeEventArgs { Value = " mine " });
        Type(drawer, "context", "2048");
        Select(drawer, "Type of the KV cache", "q8_0");
        Assert.StartsWith("2,048 tokens of context in all.", drawer.Find(".estimate p.muted").TextContent, StringComparison.Ordinal);
        Dispatch(() => drawer.Find("form"), "onsubmit", EventArgs.Empty);
        var options = Assert.Single(_loaded);
        Assert.Equal(("mine", 2048, "q8_0", null), (options.Id, options.ContextSize, options.KvType, options.Device));
    }

    [Fact]
    public void Options_ThatDoNotFit_SayWhatTheyWouldTakeAndCannotBeAskedFor()
    {
        var drawer = Open(Tiny());
        Type(drawer, "context", "16777216");
        Type(drawer, "batch", "65536");
        var plan = drawer.Find("[data-fits=no]").TextContent;
        Assert.Contains("Give less context (--ctx)", plan, StringComparison.Ordinal);
        Assert.True(drawer.Find("button[type=submit]").HasAttribute("disabled"));
    }

    [Fact]
    public void Field_OutOfItsRange_IsMarkedAndStopsEverything()
    {
        var drawer = Open(Tiny());
        Type(drawer, "parallel", "0");
        Assert.Equal("true", drawer.Find("input[name=parallel]").GetAttribute("aria-invalid"));
        Assert.Contains("Slots: must be", drawer.Find(".estimate .fault").TextContent, StringComparison.Ordinal);
        Assert.All(drawer.FindAll(".drawer-actions button"), b => Assert.True(b.HasAttribute("disabled")));
        Dispatch(() => drawer.Find("form"), "onsubmit", EventArgs.Empty);
        Assert.Empty(_loaded);
        Type(drawer, "parallel", "2");
        Assert.Empty(drawer.FindAll("[aria-invalid], .fault"));
    }

    [Fact]
    public void Defaults_OfTheFile_FillTheFormAndCanBeForgotten()
    {
        var drawer = Open(Tiny(), new SavedLoadOptions(Threads: 3, Device: "Vulkan0"));
        Assert.True(drawer.Find("details").HasAttribute("open"));
        Assert.Equal("3", drawer.Find("input[name=threads]").GetAttribute("value"));
        Assert.Contains("Defaults of this file: device Vulkan0, 3 threads.", drawer.Markup, StringComparison.Ordinal);
        Click(() => Button(drawer, "Forget"));
        drawer.WaitForAssertion(() => Assert.Equal("Forgotten.", drawer.Find(".said").TextContent));
        Assert.Null(Services.GetRequiredService<ModelSettings>().DefaultsFor("tiny.gguf"));
        Assert.DoesNotContain(drawer.FindAll(".drawer-actions button"), b => b.TextContent.StartsWith("Forget", StringComparison.Ordinal));
    }

    [Fact]
    public void Device_OfTheDefaultsThatIsNotThere_IsSaidAndNotSilentlyReplaced()
    {
        var drawer = Open(Tiny(), new SavedLoadOptions(Device: "Vulkan7"));
        Assert.Equal(["", "cpu", "Vulkan0", "Vulkan7"], Field(drawer, "Device").QuerySelectorAll("option").Select(o => o.GetAttribute("value")));
        Assert.Equal("Vulkan7", Field(drawer, "Device").GetAttribute("value"));
        Assert.Equal("Vulkan7 (not there: the best one)", Field(drawer, "Device").QuerySelector("option[value=Vulkan7]")!.TextContent);
        Select(drawer, "Device", "");
        Assert.Equal(["", "cpu", "Vulkan0"], Field(drawer, "Device").QuerySelectorAll("option").Select(o => o.GetAttribute("value")));
    }

    [Fact]
    public void Viewer_KeepsNoDefaults()
    {
        var drawer = Open(Tiny(), level: AccessLevel.Inference);
        Type(drawer, "context", "4096");
        Click(() => Button(drawer, "Save"));
        drawer.WaitForAssertion(() => Assert.Equal(OperatorActions.Refusal, drawer.Find(".said").TextContent));
        Assert.Null(Services.GetRequiredService<ModelSettings>().DefaultsFor("tiny.gguf"));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _services?.Dispose();
    }

    private static ModelFile Tiny()
    {
        var gguf = GgufFile.Read(TestModels.Tiny).File!;
        return new ModelFile("/m/tiny.gguf", 1_000_000, default, gguf, ModelShape.From(gguf).Shape, null);
    }

    private IRenderedComponent<LoadDrawer> Open(ModelFile? file, SavedLoadOptions? saved = null, AccessLevel level = AccessLevel.Operate)
    {
        _services = new ConsoleServices(Services, new FakeEngine(), level);
        if (saved is not null) Assert.Null(Services.GetRequiredService<ModelSettings>().SetDefaultsAsync("tiny.gguf", saved, default).GetAwaiter().GetResult());
        return Show(file);
    }

    private IRenderedComponent<LoadDrawer> Show(ModelFile? file) =>
        Render<LoadDrawer>(p => p.Add(d => d.Name, "tiny.gguf").Add(d => d.File, file).Add(d => d.Devices, [s_gpu, new("CPU", "The processor", "cpu", 0, 0)]).Add(d => d.Load, _loaded.Add));

    private void Type(IRenderedComponent<LoadDrawer> drawer, string field, string text) => Dispatch(() => drawer.Find($"input[name={field}]"), "oninput", new ChangeEventArgs { Value = text });

    private void Select(IRenderedComponent<LoadDrawer> drawer, string label, string value) => Dispatch(() => Field(drawer, label), "onchange", new ChangeEventArgs { Value = value });

    private static AngleSharp.Dom.IElement Field(IRenderedComponent<LoadDrawer> drawer, string label) => drawer.FindAll("label").Single(l => l.QuerySelector("span")!.TextContent == label).QuerySelector("select")!;

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<LoadDrawer> drawer, string begin) => drawer.FindAll(".drawer-actions button").Single(b => b.TextContent.StartsWith(begin, StringComparison.Ordinal));
}
