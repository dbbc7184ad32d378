using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Api.Chat;
using Pensieve.Console.Features.Models;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;
using Pensieve.Engine;
using Pensieve.Engine.Models;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Models;

public sealed class ModelsPageTests : ComponentTest
{
    private readonly FakeEngine _engine = new();
    private ConsoleServices? _services;

    [Fact]
    public void Page_NothingThere_OffersTheFirstModel()
    {
        var page = Open("");
        page.WaitForAssertion(() => Assert.Contains("No .gguf file", page.Markup, StringComparison.Ordinal));
        Assert.Contains("pensieve synth", page.Find(".snippet").TextContent, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Contains("No load has ended yet.", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public void Files_GoodAndBad_ShowWhatTheyAreOrWhyNot()
    {
        var page = Open("", with: true);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-file='tiny.gguf']")));
        var good = page.Find("[data-file='tiny.gguf']").TextContent;
        Assert.Contains("Q8_0", good, StringComparison.Ordinal);
        Assert.Contains("8,192", good, StringComparison.Ordinal);
        Assert.Matches("Fits: \\d+ MB", good);
        Assert.Contains("Cannot be loaded", page.Find("[data-file='bad.gguf']").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-file='bad.gguf'] a"));
    }

    [Fact]
    public void Load_FromTheForm_PlansLivelyAndReachesTheEngine()
    {
        ModelLoadOptions? seen = null;
        _engine.OnLoad = o =>
        {
            seen = o;
            return new LoadOutcome(null, "no memory");
        };
        var page = Open("?load=tiny.gguf", with: true);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".drawer [data-fits]")));
        Assert.Equal("yes", page.Find("[data-fits]").GetAttribute("data-fits"));

        Type(page, "context", "67000000");
        page.WaitForAssertion(() => Assert.Contains("Context, all slots together: must be", page.Find(".drawer .fault").TextContent, StringComparison.Ordinal));
        Assert.True(page.Find(".drawer button[type=submit]").HasAttribute("disabled"));

        Type(page, "context", "2048");
        Type(page, "parallel", "2");
        page.WaitForAssertion(() => Assert.Contains("2,048 tokens of context", page.Find(".estimate").TextContent, StringComparison.Ordinal));
        Dispatch(() => page.Find(".drawer form"), "onsubmit", EventArgs.Empty);

        page.WaitForAssertion(() => Assert.Contains("tiny was not loaded: no memory", page.Find(".notice").TextContent, StringComparison.Ordinal));
        Assert.Equal((2048, 2, "f16"), (seen!.ContextSize, seen.Parallel, seen.KvType));
        page.WaitForAssertion(() => Assert.Contains("from this page: context 2,048, 2 slots", page.Find("[data-load=failed]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Defaults_Saved_FillTheNextForm()
    {
        var page = Open("?load=tiny.gguf", with: true);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".drawer [data-fits]")));
        Type(page, "context", "4096");
        Click(() => page.FindAll(".drawer-actions button").First(b => b.TextContent.StartsWith("Save", StringComparison.Ordinal)));
        page.WaitForAssertion(() => Assert.Contains("Saved.", page.Find(".drawer .said").TextContent, StringComparison.Ordinal));
        var again = Render<ModelsPage>();
        again.WaitForAssertion(() => Assert.Equal("4096", again.Find(".drawer input[name=context]").GetAttribute("value")));
        again.WaitForAssertion(() => Assert.Contains("Defaults: context 4,096", again.Find("[data-file='tiny.gguf']").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Unload_WithRequests_AsksFirst()
    {
        _engine.FakeModels.Add(new FakeModel("tiny"));
        _engine.Current = Make.Engine(Make.Model(busy: 2));
        var page = Open("?unload=tiny");
        Assert.Contains("2 requests run or wait", page.Find(".confirm").TextContent, StringComparison.Ordinal);
        Assert.Single(_engine.FakeModels);
        Click(() => page.Find(".confirm button"));
        page.WaitForAssertion(() => Assert.Contains("tiny is unloaded.", page.Find(".notice").TextContent, StringComparison.Ordinal));
        Assert.Empty(_engine.FakeModels);
        Assert.EndsWith("/models", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Failed_OffersToLoadItAgain()
    {
        var page = Open("", with: true);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-file='tiny.gguf']")));
        var failed = Make.Model(state: EngineState.Failed, reason: "The worker died.");
        var file = Path.Combine(_services!.Folder.FullName, "tiny.gguf");
        _engine.Current = Make.Engine(failed with { Info = failed.Info! with { Path = file } });
        _engine.RaiseChanged();
        page.WaitForAssertion(() => Assert.Equal("models?load=tiny.gguf", page.Find("[data-model=tiny] .actions a").GetAttribute("href")));
    }

    [Fact]
    public void Viewer_ChangesNothing()
    {
        _engine.FakeModels.Add(new FakeModel("tiny"));
        _engine.Current = Make.Engine(Make.Model());
        var page = Open("?unload=tiny", level: AccessLevel.Inference);
        Click(() => page.Find(".confirm button"));
        page.WaitForAssertion(() => Assert.Contains(OperatorActions.Refusal, page.Find(".notice").TextContent, StringComparison.Ordinal));
        Assert.Single(_engine.FakeModels);
    }

    [Fact]
    public void Alias_AddedAndRemoved_IsKnownToTheApi()
    {
        _engine.FakeModels.Add(new FakeModel("tiny"));
        _engine.Current = Make.Engine(Make.Model());
        var page = Open("");
        Dispatch(() => page.Find("#alias-name"), "onchange", new ChangeEventArgs { Value = "gpt-4o" });
        Dispatch(() => page.Find("#alias-target"), "onchange", new ChangeEventArgs { Value = "tiny" });
        Dispatch(() => page.Find("form.add"), "onsubmit", EventArgs.Empty);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-alias=gpt-4o]")));
        Assert.Equal("tiny", Services.GetRequiredService<ModelAliases>().Target("gpt-4o"));
        // The list shows it before the form has been drawn for the last time, which renews its buttons' handlers.
        page.WaitForAssertion(() => Assert.Contains(page.FindAll(".said"), said => said.TextContent == "gpt-4o stands for tiny now."));
        Click(() => page.Find("[data-alias=gpt-4o] button"));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-alias]")));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _services?.Dispose();
    }

    private IRenderedComponent<ModelsPage> Open(string query, bool with = false, AccessLevel? level = null)
    {
        _services = new ConsoleServices(Services, _engine, level ?? AccessLevel.Operate);
        if (with)
        {
            File.Copy(TestModels.Tiny, Path.Combine(_services.Folder.FullName, "tiny.gguf"));
            File.WriteAllText(Path.Combine(_services.Folder.FullName, "bad.gguf"), "GGUF no more");
        }

        Services.GetRequiredService<NavigationManager>().NavigateTo("models" + query);
        return Render<ModelsPage>();
    }

    private void Type(IRenderedComponent<ModelsPage> page, string field, string text) =>
        Dispatch(() => page.Find($".drawer input[name={field}]"), "oninput", new ChangeEventArgs { Value = text });
}
