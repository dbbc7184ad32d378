using Microsoft.AspNetCore.Components;
using Pensieve.Console.Features.Compare;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Features.Runs.Running;

namespace Pensieve.Tests.Components.Compare;

public sealed class SidePickerTests : ComponentTest
{
    private readonly List<string> _asked = [];

    [Fact]
    public void Add_ToASideOrANewOne_AsksForThatAndNothingForNoChoice()
    {
        var picker = Show("a,b", choices: ["c"]);
        Change(picker, "select[aria-label='Add a run to side A']", "c");
        Change(picker, ".another select", "c");
        Change(picker, ".another select", "");
        Assert.Equal(["a+c,b", "a,b,c"], _asked);
    }

    [Fact]
    public void Move_ToAnotherOrANewSide_LeavesNoSideEmpty()
    {
        var picker = Show("a+b,c");
        Change(picker, "select[aria-label='Side of run a']", "1");
        Change(picker, "select[aria-label='Side of run a']", "2");
        Change(picker, "select[aria-label='Side of run c']", "0");
        Assert.Equal(["b,c+a", "b,c,a", "a+b+c"], _asked);
    }

    [Fact]
    public void TakeOut_OfTheOnlyRunOfTheBase_MakesTheNextOneTheBase()
    {
        var picker = Show("a,b+c");
        Assert.Equal(["The base", "Against the base, 2 runs"], picker.FindAll("p.muted").Select(p => p.TextContent));
        Click(() => picker.Find("button[aria-label='Take run a out']"));
        Assert.Equal(["b+c"], _asked);
    }

    [Fact]
    public void Run_Known_IsDescribed_AndUnknownOnesByTheirId()
    {
        var picker = Show("a,gone", failure: "Run gone is not there, or has no record.");
        Assert.Matches("^[0-9: -]{16} · stress, bench · quick · tiny · passed · baseline$", picker.FindAll("li a")[0].TextContent);
        Assert.Equal(("gone", "runs/gone"), (picker.FindAll("li a")[1].TextContent, picker.FindAll("li a")[1].GetAttribute("href")));
        Assert.Equal("Run gone is not there, or has no record.", picker.Find("[role=status]").TextContent);
    }

    [Fact]
    public void Sides_AtTheirMost_OfferNoNewOne()
    {
        var picker = Show("a,b,c,d,e", choices: ["f"]);
        Assert.Empty(picker.FindAll(".another"));
        Assert.Equal(["side A", "side B", "side C", "side D", "side E"], picker.FindAll("select[aria-label='Side of run a'] option").Select(o => o.TextContent));
        Assert.Equal(5, picker.FindAll("select.add").Count);
    }

    [Fact]
    public void Runs_AtTheirMost_OfferNone() =>
        Assert.Empty(Show(string.Join('+', Enumerable.Range(0, RunSides.MostRuns).Select(i => $"r{i}")), choices: ["f"]).FindAll("select.add"));

    [Theory]
    [InlineData("", "The base")]
    [InlineData("a", "Another side")]
    public void Sides_Few_SayWhatTheNextOneWouldBe(string sides, string label)
    {
        var picker = Show(sides, choices: ["f"]);
        Assert.StartsWith(label, picker.Find(".another").TextContent.Trim(), StringComparison.Ordinal);
        Assert.Empty(picker.FindAll("select[aria-label^='Side of run']"));
    }

    private IRenderedComponent<SidePicker> Show(string sides, string[]? choices = null, string? failure = null)
    {
        var row = new RunRow { Id = "a", Suites = "stress,bench", Profile = "quick", Model = "tiny", State = "passed", IsBaseline = 1 };
        return Render<SidePicker>(p => p.Add(s => s.Sides, RunSides.Parse(sides)).Add(s => s.Rows, new Dictionary<string, RunRow> { ["a"] = row })
            .Add(s => s.Choices, [.. (choices ?? []).Select(id => row with { Id = id })]).Add(s => s.Failure, failure).Add(s => s.OnChanged, s => _asked.Add(string.Join(',', s.Select(ids => string.Join('+', ids))))));
    }

    private void Change(IRenderedComponent<SidePicker> picker, string select, string value) => Dispatch(() => picker.Find(select), "onchange", new ChangeEventArgs { Value = value });
}
