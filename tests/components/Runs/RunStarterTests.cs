using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Runs.History;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Console.Security.Access;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Unit.Console.Features.Runs.Support;

namespace Pensieve.Tests.Components.Runs;

public sealed class RunStarterTests : ComponentTest
{
    private readonly ReplayLauncher _launcher = new() { IsAutomatic = false };
    private RunServices? _runs;

    private RunManager Manager => Services.GetRequiredService<RunManager>();

    [Fact]
    public void Suite_ThatDisturbsOthers_IsAskedAboutFirst()
    {
        var starter = Open();
        Assert.Empty(starter.FindAll("[role=note]"));
        Press(starter, "stress");
        Assert.Contains("puts this server under load: others who use it will notice", starter.Find("[role=alertdialog]").TextContent, StringComparison.Ordinal);
        Answer(starter, "Not now");
        Assert.Empty(starter.FindAll("[role=alertdialog]"));
        Assert.Null(Manager.Current);

        Press(starter, "resilience");
        Assert.Contains("kills its workers and cuts connections", starter.Find("[role=alertdialog]").TextContent, StringComparison.Ordinal);
        Answer(starter, "Run it");
        starter.WaitForAssertion(() => Assert.Equal(["resilience"], Manager.Current!.Request.Suites));
        Assert.EndsWith("/runs/" + Manager.Current!.Id, Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public void Suite_OfTheAddress_IsAskedAboutAndNeverStartedByItself()
    {
        Open();
        var starter = Render<RunStarter>(p => p.Add(s => s.Profile, "quick").Add(s => s.Start, "stress"));
        Assert.Contains("Run stress in profile quick?", starter.Find("[role=alertdialog]").TextContent, StringComparison.Ordinal);
        Answer(starter, "Not now");
        starter.Render();
        Assert.Empty(starter.FindAll("[role=alertdialog]"));
        Assert.Null(Manager.Current);
        Assert.Empty(Render<RunStarter>(p => p.Add(s => s.Profile, "quick").Add(s => s.Start, "nonsense")).FindAll("[role=alertdialog]"));
    }

    [Fact]
    public void Viewer_StartsNothing()
    {
        var starter = Open(AccessLevel.Inference);
        Assert.Equal("Only operators may start runs. You are signed in as a viewer.", starter.Find("[role=note]").TextContent);
        Assert.All(starter.FindAll("[data-suite] button"), b => Assert.True(b.HasAttribute("disabled")));
        Assert.Empty(Render<RunStarter>(p => p.Add(s => s.Profile, "quick").Add(s => s.Start, "stress")).FindAll("[role=alertdialog]"));
        Assert.Empty(_launcher.Started);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _runs?.Dispose();
    }

    private IRenderedComponent<RunStarter> Open(AccessLevel level = AccessLevel.Operate)
    {
        _runs = new RunServices(Services, _launcher, level);
        return Render<RunStarter>(p => p.Add(s => s.Profile, "quick"));
    }

    private void Press(IRenderedComponent<RunStarter> starter, string suite) => Click(() => starter.Find($"[data-suite={suite}] button"));

    private void Answer(IRenderedComponent<RunStarter> starter, string button) => Click(() => starter.FindAll(".dialog-actions button").Single(b => b.TextContent == button));
}
