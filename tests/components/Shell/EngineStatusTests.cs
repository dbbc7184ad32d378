using Pensieve.Console.Shared;
using Pensieve.Console.Shared.Shell;
using Pensieve.Engine;
using Pensieve.Tests.Components.Support;

namespace Pensieve.Tests.Components.Shell;

public sealed class EngineStatusTests : ComponentTest
{
    [Theory]
    [InlineData(EngineState.Loading, "info", "Loading 50%")]
    [InlineData(EngineState.Ready, "good", "Ready")]
    [InlineData(EngineState.Degraded, "warn", "Degraded")]
    [InlineData(EngineState.Restarting, "bad", "Restarting")]
    [InlineData(EngineState.Failed, "bad", "Failed")]
    [InlineData(EngineState.Draining, "info", "Draining")]
    public void From_EachState_HasWordToneAndSign(EngineState state, string tone, string word)
    {
        var status = EngineStatusModel.From(Make.Engine(Make.Model(state: state) with { LoadProgress = 0.5 }));
        Assert.Equal((tone, word, "tiny"), (status.Tone, status.Word, status.Model));
        Assert.Equal(word, Render<EngineStatus>(p => p.Add(s => s.Model, status)).Find(".pill").GetAttribute("data-engine-state"));
    }

    [Fact]
    public void From_TwoModels_NamesTheFirstAndCountsTheRest() =>
        Assert.Equal("a +1", EngineStatusModel.From(Make.Engine(Make.Model(id: "a"), Make.Model(id: "b"))).Model);

    [Fact]
    public void PanelError_APartThrows_TheOthersStandAndItCanBeShownAgain()
    {
        var fail = true;
        var panel = Render<Panel>(p => p.Add(x => x.Title, "Part").AddChildContent(b =>
        {
            b.OpenComponent<Fragile>(0);
            b.AddComponentParameter(1, nameof(Fragile.Fail), () => fail);
            b.CloseComponent();
        }));
        Assert.Equal("Part", panel.Find("h2").TextContent);
        Assert.Contains("boom", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        fail = false;
        Click(() => panel.Find("[role=alert] button"));
        Assert.Equal("fine", panel.Find("p").TextContent);
    }
}
