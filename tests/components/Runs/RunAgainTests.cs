using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Runs;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Console.Security.Access;
using Pensieve.Harness.Runs.Events;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Unit.Console.Features.Runs.Support;

namespace Pensieve.Tests.Components.Runs;

/// <summary>What a run's page offers to have once more, to whom, and with which question.</summary>
public sealed class RunAgainTests : ComponentTest
{
    private readonly List<RunRequest> _asked = [];
    private readonly ReplayLauncher _launcher;
    private RunServices? _runs;

    public RunAgainTests() => _launcher = new ReplayLauncher(Record);

    /// <summary>Whether records keep to cases that this build has.</summary>
    private bool IsCurrent { get; set; } = true;

    private RunManager Manager => Services.GetRequiredService<RunManager>();

    private string Address => Services.GetRequiredService<NavigationManager>().Uri;

    [Fact]
    public async Task RunAgain_OfASuiteThatDisturbsNobody_StartsTheSameAtOnceAndShowsIt()
    {
        var (page, id) = await OpenAsync(new RunRequest(["integration"], "smoke", ["integration/stop-strings"], 9));
        Press(page, "Run again");
        page.WaitForAssertion(() => Assert.DoesNotContain(id, Address, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("[role=alertdialog]"));
        Assert.Equal(2, _asked.Count);
        Assert.Equal(["integration"], _asked[1].Suites);
        Assert.Equal(["integration/stop-strings"], _asked[1].Cases);
        Assert.Equal(("smoke", 9), (_asked[1].Profile, _asked[1].Seed));
        Assert.EndsWith("/runs/" + Manager.Recent[0].Id, Address, StringComparison.Ordinal);
        Assert.Equal("me", Manager.Recent[0].Row.StartedBy);
    }

    [Fact]
    public async Task RunAgain_OfASuiteThatDisturbs_AsksFirst()
    {
        var (page, _) = await OpenAsync(new RunRequest(["resilience"]));
        Press(page, "Run again");
        page.WaitForAssertion(() => Assert.Contains("kills its workers", page.Find("[role=alertdialog]").TextContent, StringComparison.Ordinal));
        Press(page, "Not now");
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[role=alertdialog]")));
        Assert.Single(_asked);
        Press(page, "Run again");
        Press(page, "Run it");
        page.WaitForAssertion(() => Assert.Equal(2, _asked.Count));
        Assert.Equal(["resilience/worker-kill"], _asked[1].Cases);
    }

    [Fact]
    public async Task RunFailedCases_TakesThoseOnly_AndIsNotOfferedWhereNoneFailed()
    {
        var (page, _) = await OpenAsync(new RunRequest(["integration", "bench"], Seed: 4));
        Press(page, "Run failed cases again");
        page.WaitForAssertion(() => Assert.Equal(2, _asked.Count));
        await Eventually.TrueAsync(() => Manager.Current is null, TimeSpan.FromSeconds(20), "the second run to end");
        Assert.Equal(["integration"], _asked[1].Suites);
        Assert.Equal(("quick", 4), (_asked[1].Profile, _asked[1].Seed));
        Assert.Equal(["integration/stop-strings"], _asked[1].Cases);

        var passed = await RunServices.RunAsync(Services, "bench");
        var other = Render<RunPage>(p => p.Add(r => r.Id, passed));
        other.WaitForAssertion(() => Assert.Contains("Run again", Buttons(other)));
        Assert.DoesNotContain("Run failed cases again", Buttons(other));
    }

    [Fact]
    public async Task RunThisCase_IsOnTheDetailOfACase_AndAsksThere()
    {
        var (page, id) = await OpenAsync(new RunRequest(["integration", "stress"], Seed: 6));
        Assert.Equal(["Run this case: Stop strings over frames"], page.FindAll("button[aria-label^='Run this case']").Select(b => b.GetAttribute("aria-label")));
        Services.GetRequiredService<NavigationManager>().NavigateTo($"runs/{id}?case=stress%2Fspike");
        var detail = Render<RunPage>(p => p.Add(r => r.Id, id));
        detail.WaitForAssertion(() => Assert.Contains("Run this case", Buttons(detail)));
        Press(detail, "Run this case");
        detail.WaitForAssertion(() => Assert.Contains("Run stress/spike in profile quick?", detail.Find(".case [role=alertdialog]").TextContent, StringComparison.Ordinal));
        Press(detail, "Run it");
        detail.WaitForAssertion(() => Assert.Equal(2, _asked.Count));
        Assert.Equal(["stress"], _asked[1].Suites);
        Assert.Equal(6, _asked[1].Seed);
        Assert.Equal(["stress/spike"], _asked[1].Cases);
    }

    [Fact]
    public async Task Again_ThatIsRefused_SaysWhy()
    {
        var (page, _) = await OpenAsync(new RunRequest(["integration"]));
        _launcher.Refusal = "no such file";
        Press(page, "Run again");
        page.WaitForAssertion(() => Assert.Contains("no such file", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Again_CaseThatIsNoMore_IsRefusedByName()
    {
        IsCurrent = false;
        var (page, _) = await OpenAsync(new RunRequest(["integration"]));
        Press(page, "Run again");
        page.WaitForAssertion(() => Assert.Contains("no 'integration/chat-stream-grammar'; nearest are", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Single(_asked);
    }

    [Fact]
    public async Task Viewer_IsOfferedNothingToRun()
    {
        var (page, _) = await OpenAsync(new RunRequest(["integration"]), AccessLevel.Inference);
        Assert.Contains("Delete", Buttons(page));
        Assert.DoesNotContain(Buttons(page), b => b.StartsWith("Run", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_UnderWay_IsNotOfferedAgainBeforeItsEnd()
    {
        var launcher = new ReplayLauncher { IsAutomatic = false };
        _runs = new RunServices(Services, launcher);
        var run = Manager.Start(new RunRequest(["stress"]), "test").Run!;
        launcher.Started[0].EmitThrough<CaseEnded>();
        var page = Render<RunPage>(p => p.Add(r => r.Id, run.Id));
        page.WaitForAssertion(() => Assert.Equal("passed", page.Find("[data-case='stress/spike']").GetAttribute("data-state")));
        Assert.DoesNotContain("Run again", Buttons(page));
        launcher.Started[0].Finish();
        page.WaitForAssertion(() => Assert.Contains("Run again", Buttons(page)), TimeSpan.FromSeconds(20));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _runs?.Dispose();
    }

    private static IEnumerable<string> Buttons(IRenderedComponent<RunPage> page) => page.FindAll("button").Select(b => b.TextContent.Trim());

    private void Press(IRenderedComponent<RunPage> page, string words)
    {
        page.WaitForAssertion(() => Assert.Contains(words, Buttons(page)));
        Click(() => page.FindAll("button").First(b => b.TextContent.Trim() == words));
    }

    private async Task<(IRenderedComponent<RunPage> Page, string Id)> OpenAsync(RunRequest request, AccessLevel level = AccessLevel.Operate)
    {
        _runs = new RunServices(Services, _launcher, level);
        var id = await RunServices.RunAsync(Services, request);
        var page = Render<RunPage>(p => p.Add(r => r.Id, id));
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".run-verdict")));
        return (page, id);
    }

    private IReadOnlyList<RunEvent> Record(RunRequest request)
    {
        _asked.Add(request);
        var events = SyntheticRecord.Of("x", DateTimeOffset.UtcNow.AddMinutes(-2), [.. request.Suites], (int)(request.Seed ?? 7)).Where(e => e.Case is null || IsRun(e.Case));
        return [.. events.Select((e, i) => (e is RunStarted s ? s with { Profile = request.Profile, Cases = [.. s.Cases.Where(c => IsRun(c.Id))] } : e) with { Seq = i })];

        bool IsRun(string id) => request.Cases?.Contains(id) != false && (!IsCurrent || RunCatalogue.Plan(["all"], "quick").Any(p => p.Id == id));
    }
}
