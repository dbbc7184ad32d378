using Pensieve.Console.Features.Models;
using Pensieve.Engine;
using Pensieve.Engine.Gguf;
using Pensieve.Engine.Models;
using Pensieve.Tests.Components.Support;

namespace Pensieve.Tests.Components.Models;

public sealed class LoadedModelTests : ComponentTest
{
    [Theory]
    [InlineData(EngineState.Ready, "good", "Try it, Unload")]
    [InlineData(EngineState.Degraded, "warn", "Try it, Unload")]
    [InlineData(EngineState.Restarting, "warn", "Unload")]
    [InlineData(EngineState.Failed, "bad", "Unload")]
    [InlineData(EngineState.Loading, "info", "")]
    public void State_DecidesWhatCanBeDone(EngineState state, string tone, string actions)
    {
        var card = Show(Make.Model(state: state, reason: "The device was lost."));
        Assert.Equal(state.ToString(), card.Find($"header .pill-{tone}").TextContent);
        Assert.Equal("The device was lost.", card.Find(".reason").TextContent);
        Assert.Equal(actions, string.Join(", ", card.FindAll(".actions a").Select(a => a.TextContent)));
        if (state == EngineState.Ready) Assert.Equal(["playground?model=tiny", "models?unload=tiny"], card.FindAll(".actions a").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public void Loading_ShowsHowFar_AndThatItGoesOn()
    {
        var card = Show(Make.Model(state: EngineState.Loading) with { LoadProgress = 0.257, Info = null });
        Assert.Equal(("0.26", "Loading tiny"), (card.Find("progress").GetAttribute("value"), card.Find("progress").GetAttribute("aria-label")));
        Assert.Equal("26 % read. It goes on if you leave.", card.Find("p.muted").TextContent);
        Assert.Empty(card.FindAll(".figures"));
    }

    [Fact]
    public void Figures_NotMeasured_SayWhy()
    {
        var card = Show(Make.Model(busy: 2) with { WorkerRssBytes = 0, KvTotal = 0, Queued = 1200 });
        Assert.Equal("–unknown: The estimate does not know this architecture", Figure(card, "Memory, estimated"));
        Assert.Equal("–unknown: It runs inside of the server, whose memory is not its own", Figure(card, "Memory, measured"));
        Assert.Equal(("2 of 4", "1,200 of 256"), (Figure(card, "Slots busy"), Figure(card, "Waiting")));
        Assert.Empty(card.FindAll(".kv"));
    }

    [Fact]
    public void Figures_Measured_AreShownWithTheCache()
    {
        var model = Make.Model(busy: 3);
        var card = Show(model with { Info = model.Info! with { EstimatedBytes = 500_000_000, LoadSeconds = 1.25, ContextPerSequence = 2048 } });
        Assert.Equal((FitCheck.Size(500_000_000), FitCheck.Size(1L << 30), "1.25 s", "2,048"), (Figure(card, "Memory, estimated"), Figure(card, "Memory, measured"), Figure(card, "Loaded in"), Figure(card, "Context a request")));
        Assert.Equal("KV cache: 300 in use, 200 kept for reuse, 500 free", card.Find(".kv p").TextContent);
        Assert.Equal(["width:30%", "width:20%"], card.FindAll(".kv-bar span").Select(s => s.GetAttribute("style")));
        Assert.Equal(["gpt-4o"], card.FindAll(".alias").Select(a => a.TextContent));
    }

    [Theory]
    [InlineData(0, 0, "Unload tiny? Nothing runs on it now.")]
    [InlineData(1, 0, "1 request runs or waits: it may finish within 30 s, then it is ended.")]
    [InlineData(2, 3, "5 requests run or wait: they may finish within 30 s, then they are ended.")]
    public void Unload_IsAskedAboutFirst(int busy, int queued, string question)
    {
        var unloaded = 0;
        var card = Render<LoadedModel>(p => p.Add(m => m.Model, Make.Model(busy) with { Queued = queued }).Add(m => m.Confirming, true).Add(m => m.DrainSeconds, 30).Add(m => m.Unload, () => unloaded++));
        Assert.Equal(question, card.Find("[role=alert] p").TextContent);
        Assert.Equal("models", card.Find(".confirm a").GetAttribute("href"));
        Assert.Empty(card.FindAll(".actions"));
        Click(() => card.Find(".confirm button"));
        Assert.Equal(1, unloaded);
    }

    [Fact]
    public void Unloading_OffersNothingMore()
    {
        var card = Render<LoadedModel>(p => p.Add(m => m.Model, Make.Model()).Add(m => m.Unloading, true));
        Assert.Equal("Unloading", card.Find("[role=status]").TextContent);
        Assert.Empty(card.FindAll("button, .actions a"));
    }

    private IRenderedComponent<LoadedModel> Show(ModelSnapshot model) => Render<LoadedModel>(p => p.Add(m => m.Model, model).Add(m => m.Aliases, ["gpt-4o"]));

    private static string Figure(IRenderedComponent<LoadedModel> card, string name) =>
        card.FindAll(".figures > div").Single(d => d.QuerySelector("dt")!.TextContent == name).QuerySelector("dd")!.TextContent;
}
