using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Console.Features.Runs.Strip;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;
using Pensieve.Harness.Runs.Events;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Unit.Console.Features.Runs.Support;

namespace Pensieve.Tests.Components.Runs;

public sealed class RunStripTests : ComponentTest
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);
    private readonly ReplayLauncher _launcher = new() { IsAutomatic = false };
    private RunServices? _runs;

    [Fact]
    public void Run_FromItsStartToItsEnd_IsToldOnEveryPage()
    {
        var strip = Open(AccessLevel.Operate);
        Assert.Equal("", strip.Markup.Trim());
        var run = Start("stress", "resilience");
        strip.WaitForAssertion(() => Assert.Equal("Starting", strip.Find(".run-strip-text").TextContent), s_limit);
        Assert.False(strip.Find("progress").HasAttribute("value"));
        Assert.Equal(($"runs/{run}", "stress, resilience quick"), (strip.Find("a").GetAttribute("href"), strip.Find("a").TextContent));

        _launcher.Started[0].EmitThrough<PhaseChanged>(p => p.Name == "spike");
        strip.WaitForAssertion(() => Assert.Matches("^0 of 2 cases, Spike: spike, about .+ left$", strip.Find(".run-strip-text").TextContent), s_limit);
        Assert.True(strip.Find("progress").HasAttribute("value"));
        _launcher.Started[0].Finish();
        strip.WaitForAssertion(() => Assert.Equal("", strip.Markup.Trim()), s_limit);
    }

    [Fact]
    public void Cancel_OfAnOperator_StopsTheRun()
    {
        var strip = Open(AccessLevel.Operate);
        Start("stress");
        strip.WaitForAssertion(() => Assert.Single(strip.FindAll("button")), s_limit);
        _launcher.Started[0].EmitThrough<LoadTick>();
        Click(() => strip.Find("button"));
        Assert.True(_launcher.Started[0].IsInterrupted);
        strip.WaitForAssertion(() => Assert.Equal("", strip.Markup.Trim()), s_limit);
    }

    [Fact]
    public void Cancel_OfAViewer_IsRefused_AndTheNextRunHearsNothingOfIt()
    {
        var strip = Open(AccessLevel.Inference);
        Start("stress");
        strip.WaitForAssertion(() => Assert.Single(strip.FindAll("button")), s_limit);
        Click(() => strip.Find("button"));
        strip.WaitForAssertion(() => Assert.Equal(OperatorActions.Refusal, strip.Find("[role=alert]").TextContent));
        Assert.False(_launcher.Started[0].IsInterrupted);
        _launcher.Started[0].Finish();
        strip.WaitForAssertion(() => Assert.Equal("", strip.Markup.Trim()), s_limit);
        var next = Start("bench");
        strip.WaitForAssertion(() => Assert.Equal(next, strip.Find(".run-strip").GetAttribute("data-run")), s_limit);
        Assert.Empty(strip.FindAll("[role=alert]"));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _runs?.Dispose();
    }

    private IRenderedComponent<RunStrip> Open(AccessLevel level)
    {
        _runs = new RunServices(Services, _launcher, level);
        return Render<RunStrip>();
    }

    private string Start(params string[] suites) => Services.GetRequiredService<RunManager>().Start(new RunRequest(suites), "test").Run!.Id;
}
