using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Compare;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Unit.Console.Features.Runs.Support;

namespace Pensieve.Tests.Components.Compare;

public sealed class ComparePageTests : ComponentTest
{
    private RunServices? _runs;

    private string Uri => System.Uri.UnescapeDataString(Services.GetRequiredService<NavigationManager>().Uri);

    [Fact]
    public async Task Page_OneRunEach_DecidesNothingAndSaysWhyOnce()
    {
        var ids = await RunAsync(1, 1.3);
        var page = Open($"{ids[0]},{ids[1]}");
        Assert.False(page.Find(".choice").HasAttribute("open"));
        Assert.Equal("inconclusive", page.Find("[data-side~=B]").GetAttribute("data-verdict"));
        Assert.Contains("1 run against 1: 5 are needed on each side", page.Find("[data-side~=B]").TextContent, StringComparison.Ordinal);
        var row = page.FindAll("table.figures tr[data-figure]").First(r => r.TextContent.Contains("ttft p50", StringComparison.Ordinal));
        Assert.Contains("× 1.", row.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("5 are needed", page.Find("table.figures").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll("[data-plot=forest-1]"));
        Assert.Empty(page.FindAll("[data-plot=slope-1]"));
    }

    [Fact]
    public async Task Page_GroupsThatTookTurns_AreJudgedAsPairs()
    {
        // A, B, B, A, A, B …: both sides alike but for 30 %.
        var ids = await RunAsync([.. Enumerable.Range(0, 16).Select(i => i % 4 is 1 or 2 ? 1.3 : 1)]);
        var (a, b) = (ids.Where((_, i) => i % 4 is 0 or 3), ids.Where((_, i) => i % 4 is 1 or 2));
        var page = Open($"{string.Join('+', a)},{string.Join('+', b)}");
        var side = page.Find("[data-side~=B]");
        Assert.Equal("regressed", side.GetAttribute("data-verdict"));
        Assert.Contains("signed-rank test of 8 pairs", side.TextContent, StringComparison.Ordinal);
        Assert.Contains("pair by pair", page.Find("[data-plot=slope-1]").TextContent, StringComparison.Ordinal);
        Assert.Contains("median of 8 runs", page.Find("table.figures").TextContent, StringComparison.Ordinal);

        // A run moved to a side of its own: pairs are no more, and eight against seven are judged by Mann–Whitney.
        var moved = b.First();
        Dispatch(() => page.Find($"select[aria-label='Side of run {moved}']"), "onchange", new ChangeEventArgs { Value = "2" });
        Assert.EndsWith($",{moved}", Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Contains("Mann–Whitney test of 8 against 7 runs", page.Find("[data-side~=B]").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        Assert.Contains("1", page.Find("[data-side~=C]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_RunsOfOtherConditions_DrawNoVerdict()
    {
        var ids = await RunAsync(1, 1.3);
        var other = await RunServices.RunAsync(Services, new RunRequest(["stress"], Seed: 2));
        var page = Open($"{ids[0]},{other}");
        Assert.Contains("not made under the same conditions", page.Find(".verdicts").TextContent, StringComparison.Ordinal);
        Assert.Contains("seed", page.Find("section[aria-labelledby='panel-whatdiffersbetweenthem']").TextContent, StringComparison.Ordinal);
        Assert.Equal("inconclusive", page.Find("[data-side~=B]").GetAttribute("data-verdict"));
    }

    [Fact]
    public async Task Picker_AddsAndTakesOut_ThroughTheAddress()
    {
        var ids = await RunAsync(1, 1.1, 1.2);
        var page = Open(ids[0]);
        Assert.Contains("Choose two to five runs", page.Markup, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.True(page.Find(".choice").HasAttribute("open")));
        Dispatch(() => page.Find(".another select"), "onchange", new ChangeEventArgs { Value = ids[1] });
        Assert.EndsWith($"runs={ids[0]},{ids[1]}", Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("select[aria-label='Add a run to side B']")));
        Dispatch(() => page.Find("select[aria-label='Add a run to side B']"), "onchange", new ChangeEventArgs { Value = ids[2] });
        Assert.EndsWith($"runs={ids[0]},{ids[1]}+{ids[2]}", Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll($"button[aria-label='Take run {ids[2]} out']")));
        Click(() => page.Find($"button[aria-label='Take run {ids[0]} out']"));
        Assert.EndsWith($"runs={ids[1]}+{ids[2]}", Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Contains("Choose two to five runs", page.Markup, StringComparison.Ordinal));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _runs?.Dispose();
    }

    private IRenderedComponent<ComparePage> Open(string runs)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("compare?runs=" + System.Uri.EscapeDataString(runs));
        var page = Render<ComparePage>();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".page-skeleton")), TimeSpan.FromSeconds(20));
        return page;
    }

    private async Task<List<string>> RunAsync(params double[] slowness)
    {
        _runs = new RunServices(Services, RunServices.Paced([.. slowness, 1]));
        List<string> ids = [];
        foreach (var _ in slowness) ids.Add(await RunServices.RunAsync(Services, "stress"));
        return ids;
    }
}
