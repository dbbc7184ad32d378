using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Runs;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Harness.Runs.Events;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Unit.Console.Features.Runs.Support;

namespace Pensieve.Tests.Components.Runs;

public sealed class RunPageTests : ComponentTest
{
    private RunServices? _runs;

    [Fact]
    public void Run_UnderWay_IsFollowedToItsEnd()
    {
        var launcher = new ReplayLauncher { IsAutomatic = false };
        var (page, run) = Start(launcher, "stress", "resilience");
        page.WaitForAssertion(() => Assert.Contains("has not begun its record", page.Find(".run-verdict").TextContent, StringComparison.Ordinal));
        launcher.Started[0].EmitThrough<PhaseChanged>(p => p.Name == "spike");
        page.WaitForAssertion(() => Assert.Equal("running", page.Find("[data-case='stress/spike']").GetAttribute("data-state")));
        var verdict = page.Find(".run-verdict").TextContent;
        Assert.Contains("0 of 2 cases · Spike: spike", verdict, StringComparison.Ordinal);
        Assert.Equal("pending", page.Find("[data-case='resilience/worker-kill']").GetAttribute("data-state"));
        Assert.NotNull(page.Find("progress").GetAttribute("value"));
        Assert.NotEmpty(page.FindAll("[data-plot=ttft]"));
        Assert.Empty(page.FindAll(".whole"));

        launcher.Started[0].Finish();
        page.WaitForAssertion(() => Assert.Equal("inconclusive", page.Find(".run-verdict").GetAttribute("data-state")), TimeSpan.FromSeconds(20));
        Assert.Empty(page.FindAll("progress"));
        var recovery = page.Find(".whole [data-plot=recovery]");
        Assert.Equal(["worker-kill", "1", "0.012 s", "3.5 s", "6.5 s"], recovery.QuerySelectorAll("tbody tr").Single().Children.Select(c => c.TextContent));
        Assert.Equal(8, page.FindAll(".downloads a").Count);
        Assert.Equal(run, Services.GetRequiredService<RunManager>().Recent[0].Id);
    }

    [Fact]
    public void Run_Cancelled_StopsAndIsPartial()
    {
        var launcher = new ReplayLauncher { IsAutomatic = false };
        var (page, _) = Start(launcher, "stress");
        launcher.Started[0].EmitThrough<LoadTick>();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-case='stress/spike'][data-state=running]")));
        Click(() => page.FindAll(".actions button").First(b => b.TextContent == "Cancel"));
        page.WaitForAssertion(() => Assert.Contains("partial", page.Find(".run-verdict").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        Assert.True(launcher.Started[0].IsInterrupted);
    }

    [Fact]
    public void Run_ThatDied_IsInterruptedAndKeepsWhatItHad()
    {
        var launcher = new ReplayLauncher { IsAutomatic = false };
        var (page, _) = Start(launcher, "stress");
        launcher.Started[0].EmitThrough<PhaseChanged>(p => p.Name == "spike");
        launcher.Started[0].Crash();
        page.WaitForAssertion(() => Assert.Equal("interrupted", page.Find(".run-verdict").GetAttribute("data-state")), TimeSpan.FromSeconds(20));
        Assert.Equal("interrupted", page.Find("[data-case='stress/spike']").GetAttribute("data-state"));
        Assert.Contains("status 137", page.Find(".log").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll("[data-plot=ttft]"));
    }

    [Fact]
    public async Task Run_ThatFailed_ShowsExpectedAndActualAndAsksBeforeItIsDeleted()
    {
        _runs = new RunServices(Services, new ReplayLauncher());
        var id = await RunServices.RunAsync(Services, "integration");
        var page = Render<RunPage>(p => p.Add(r => r.Id, id));
        page.WaitForAssertion(() => Assert.Equal("failed", page.Find(".run-verdict").GetAttribute("data-state")));
        Assert.Equal(["Once upon a", "Once upon a time <EN"], page.FindAll(".failure pre").Select(p => p.TextContent));
        Click(() => page.FindAll(".actions button").First(b => b.TextContent == "Delete"));
        page.WaitForAssertion(() => Assert.Contains("for good?", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.EndsWith("/", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        Click(() => page.FindAll(".actions button").First(b => b.TextContent == "Delete for good"));
        page.WaitForAssertion(() => Assert.EndsWith("/runs", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal));
        var again = Render<RunPage>(p => p.Add(r => r.Id, id));
        again.WaitForAssertion(() => Assert.Contains("There is no such run", again.Markup, StringComparison.Ordinal));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _runs?.Dispose();
    }

    private (IRenderedComponent<RunPage> Page, string Run) Start(ReplayLauncher launcher, params string[] suites)
    {
        _runs = new RunServices(Services, launcher);
        var run = Services.GetRequiredService<RunManager>().Start(new RunRequest(suites), "test").Run!.Id;
        return (Render<RunPage>(p => p.Add(r => r.Id, run)), run);
    }
}
