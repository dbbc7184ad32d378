using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Alerts;
using Pensieve.Console.Features.Overview;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Console.Security.Access;
using Pensieve.Engine;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Alerts;

public sealed class AlertBellTests : ComponentTest
{
    private readonly FakeEngine _engine = new();
    private readonly ConsoleServices _services;

    public AlertBellTests()
    {
        _services = new ConsoleServices(Services, _engine);
        Services.AddSingleton<RunRepository>().AddSingleton<RunArchive>().AddSingleton<RunManager>().AddSingleton<IRunLauncher, NoRuns>().AddOptions<RunOptions>();
        Services.AddSingleton<IVerdictLimits, AlertLimits>().AddSingleton<AlertFindings>().AddSingleton<MuteRepository>().AddSingleton<AlertRepository>().AddSingleton<AlertHistory>();
        Services.AddSingleton<Webhook>().AddSingleton<AlertService>();
        _engine.Current = Make.Engine(Make.Model());
    }

    private AlertService Alerts => Services.GetRequiredService<AlertService>();

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _services.Dispose();
    }

    [Fact]
    public void Render_AllIsWell_SaysSoWithoutABadge()
    {
        Alerts.Step();
        var bell = Show(AccessLevel.Inference);
        var button = bell.Find(".bell > button");
        Assert.Equal(("Alerts: none", "false"), (button.GetAttribute("aria-label"), button.GetAttribute("aria-expanded")));
        Assert.Empty(bell.FindAll(".badge"));
        Click(() => bell.Find(".bell > button"));
        Assert.Contains("No alert.", bell.Find("#alerts").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Alert_Begins_IsCountedAnnouncedAndLedToItsCause()
    {
        var bell = Show(AccessLevel.Inference);
        Fail();
        bell.WaitForAssertion(() => Assert.Equal("1", bell.Find(".badge.critical").TextContent));
        Assert.Equal("1 alert", bell.Find("[role=status]").TextContent);

        Click(() => bell.Find(".bell > button"));
        Assert.Contains("tiny failed", bell.Find("[data-alert=engine] a").TextContent, StringComparison.Ordinal);
        Assert.Contains("no memory", bell.Find("[data-alert=engine]").TextContent, StringComparison.Ordinal);
        Assert.Empty(bell.FindAll("[data-alert] button"));

        Dispatch(() => bell.Find(".bell"), "onkeydown", new KeyboardEventArgs { Key = "Escape" });
        Assert.Empty(bell.FindAll("#alerts"));
    }

    [Fact]
    public void Mute_ByAnOperator_SilencesTheBadgeUntilItIsLifted()
    {
        Fail();
        var bell = Show(AccessLevel.Operate);
        Click(() => bell.Find(".bell > button"));
        Click(() => bell.Find("[data-alert] button"));
        bell.WaitForAssertion(() => Assert.Contains("mute until", bell.Find("[data-alert]").TextContent, StringComparison.Ordinal));
        Assert.Empty(bell.FindAll(".badge"));

        Click(() => bell.Find("[data-alert] button"));
        bell.WaitForAssertion(() => Assert.Single(bell.FindAll(".badge")));
    }

    [Fact]
    public async Task Ended_OfBeforeTheStart_TellsWhenTheServerWentAwayFirst()
    {
        var before = DateTimeOffset.UtcNow.AddDays(-3);
        var repository = Services.GetRequiredService<AlertRepository>();
        Assert.Null(await repository.SetAsync(new Alert(0, "memory", Severity.Warning, "Memory is low", null, null, "", before, null, before.AddMinutes(1)), 200, CancellationToken.None));
        Assert.Null(await repository.SetAsync(new Alert(0, "queue", Severity.Warning, "They wait", null, null, "", before.AddMinutes(2), null, null), 200, CancellationToken.None));
        await Alerts.RestoreAsync(CancellationToken.None);
        Alerts.Step();

        var bell = Show(AccessLevel.Inference);
        Click(() => bell.Find(".bell > button"));
        var ended = bell.FindAll(".ended li").Select(l => l.TextContent).ToArray();
        Assert.Equal(2, ended.Length);
        Assert.Contains("until the server went away They wait", ended[0], StringComparison.Ordinal);
        Assert.StartsWith(before.ToLocalTime().ToString("MM-dd", null), ended[1], StringComparison.Ordinal);
    }

    private void Fail()
    {
        _engine.Current = Make.Engine(Make.Model(state: EngineState.Failed, reason: "no memory"));
        _engine.RaiseChanged();

        // The feed may still show the frame before: the next look has it.
        for (var started = Environment.TickCount64; Alerts.View.Active.Count == 0 && Environment.TickCount64 - started < 10_000; Thread.Yield()) Alerts.Step();
        _engine.RaiseChanged();
    }

    private IRenderedComponent<AlertBell> Show(AccessLevel level)
    {
        var state = Task.FromResult(new AuthenticationState(new AccessIdentity("x", "me", level).ToPrincipal("test")));
        return Render<AlertBell>(p => p.AddCascadingValue(state));
    }

    private sealed class NoRuns : IRunLauncher
    {
        public IRunProcess Start(RunRequest request, string id) => throw new InvalidOperationException("No runs here.");
    }
}
