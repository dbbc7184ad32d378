using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Runs;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Features.Runs.Trends;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Unit.Console.Features.Runs.Support;

namespace Pensieve.Tests.Components.Runs;

public sealed class RunsPageTests : ComponentTest
{
    private RunServices? _runs;

    [Fact]
    public async Task History_PickedRuns_AreComparedSideBySideOrAsGroups()
    {
        var ids = await RunAsync(7);
        var page = Render<RunsPage>();
        page.WaitForAssertion(() => Assert.Equal(7, page.FindAll("tr[data-run]").Count));
        Pick(page, ids[0]);
        page.WaitForAssertion(() => Assert.Equal("true", page.Find("a.button[aria-disabled]").GetAttribute("aria-disabled")));
        Pick(page, ids[1]);
        page.WaitForAssertion(() => Assert.Equal($"compare?runs={ids[0]}%2C{ids[1]}", page.Find("a.button-primary").GetAttribute("href")));
        foreach (var id in ids.Skip(2)) Pick(page, id);

        // Seven are more than stand beside each other: the older against the newer.
        page.WaitForAssertion(() => Assert.Equal($"compare?runs={string.Join("%2B", ids.Take(3))}%2C{string.Join("%2B", ids.Skip(3))}", page.Find("a.button-primary").GetAttribute("href")));
    }

    [Fact]
    public async Task History_Baseline_IsMarkedAndHeldAgainst()
    {
        var ids = await RunAsync(3);
        var repository = Services.GetRequiredService<RunRepository>();
        await repository.MarkAsync((await repository.FindAsync(ids[0], default)).Value!, true, default);
        Services.GetRequiredService<NavigationManager>().NavigateTo("runs?state=passed");
        var page = Render<RunsPage>();
        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll("tr[data-run]").Count));
        Assert.Single(page.FindAll("span.baseline"));
        Assert.Matches("× [0-9.]+ of the baseline", page.Find($"tr[data-run='{ids[2]}']").TextContent);
        Assert.NotEmpty(page.FindAll($"tr[data-run='{ids[2]}'] svg.spark path.baseline"));
        Dispatch(() => page.FindAll(".filters select")[1], "onchange", new ChangeEventArgs { Value = "failed" });
        Assert.EndsWith("/runs?state=failed", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Contains("No run fits this filter.", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Trends_OverRuns_ShowCasesAndFigures()
    {
        var ids = await RunAsync(3);
        var page = Render<TrendsPage>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("tr[data-case]")));
        var sweep = page.Find("tr[data-case='bench/load-sweep']");
        Assert.Equal("false", sweep.GetAttribute("data-flaky"));
        Assert.Contains("passed in all 3", sweep.TextContent, StringComparison.Ordinal);
        Assert.Equal(ids.Select(id => $"runs/{id}?case=bench%2Fload-sweep"), sweep.QuerySelectorAll("a").Select(a => a.GetAttribute("href")));
        var plots = page.FindAll(".multiple");
        Assert.NotEmpty(plots);
        Assert.All(plots, p => Assert.Equal(3, p.QuerySelectorAll("tbody tr").Length));
        Dispatch(() => page.FindAll(".filters select")[2], "onchange", new ChangeEventArgs { Value = "resilience" });
        Assert.EndsWith("?suite=resilience", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Contains("No run has ended yet.", page.Markup, StringComparison.Ordinal));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _runs?.Dispose();
    }

    private async Task<List<string>> RunAsync(int count)
    {
        _runs = new RunServices(Services, RunServices.Paced([.. Enumerable.Range(0, count).Select(i => 1 + i * 0.1)]));
        List<string> ids = [];
        for (var i = 0; i < count; i++) ids.Add(await RunServices.RunAsync(Services, "bench"));
        return ids;
    }

    private void Pick(IRenderedComponent<RunsPage> page, string id) => Dispatch(() => page.Find($"tr[data-run='{id}'] input"), "onchange", new ChangeEventArgs { Value = true });
}
