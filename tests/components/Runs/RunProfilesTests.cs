using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Runs;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Console.Shared.Commands;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Unit.Console.Features.Runs.Support;

namespace Pensieve.Tests.Components.Runs;

/// <summary>The profiles that runs are offered in: segments, what each takes, the address, the palette.</summary>
public sealed class RunProfilesTests : ComponentTest
{
    private readonly List<RunRequest> _asked = [];
    private readonly RunServices _runs;

    public RunProfilesTests() => _runs = new RunServices(Services, new ReplayLauncher(request =>
    {
        _asked.Add(request);
        return Fakes.SyntheticRecord.Of("x", DateTimeOffset.UnixEpoch, ["bench"]);
    }));

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public void Segments_Smoke_ChangeCasesAndDurationAndWhatIsStarted()
    {
        var page = Render<RunsPage>();
        Assert.Equal(["smoke", "quick", "standard", "full"], page.FindAll(".segments button").Select(b => b.TextContent));
        Assert.Equal("quick", page.Find(".segments [aria-pressed=true]").TextContent);
        Click(() => page.FindAll(".segments button")[0]);
        page.WaitForAssertion(() => Assert.Equal("smoke", page.Find(".segments [aria-pressed=true]").TextContent));
        Assert.EndsWith("/?profile-to-run=smoke", Navigation.Uri, StringComparison.Ordinal);
        var plan = RunCatalogue.Plan(["stress"], "smoke");
        Assert.True(plan.Count < RunCatalogue.Plan(["stress"], "quick").Count);
        Assert.Contains($"{plan.Count} cases, {RunLook.About(plan.Sum(p => p.ExpectedSeconds))}", page.Find("[data-suite=stress]").TextContent, StringComparison.Ordinal);

        Click(() => page.Find("[data-suite=stress] button"));
        page.WaitForAssertion(() => Assert.Contains("Run stress in profile smoke?", page.Find("[role=alertdialog]").TextContent, StringComparison.Ordinal));
        Assert.Empty(_asked);

        // An open question follows the profile, and never starts another than it names.
        Click(() => page.FindAll(".segments button")[2]);
        page.WaitForAssertion(() => Assert.Contains("Run stress in profile standard?", page.Find("[role=alertdialog]").TextContent, StringComparison.Ordinal));
        Click(() => page.FindAll("[role=alertdialog] button")[1]);
        page.WaitForAssertion(() => Assert.Equal("standard", Assert.Single(_asked).Profile));
        page.WaitForAssertion(() => Assert.Contains("/runs/", Navigation.Uri, StringComparison.Ordinal));
    }

    [Fact]
    public void Address_ThatAsksForAStart_IsAskedAboutEachTime()
    {
        Navigation.NavigateTo("runs?start=integration&profile-to-run=smoke");
        var page = Render<RunsPage>();
        for (var i = 0; i < 2; i++)
        {
            page.WaitForAssertion(() => Assert.Contains("Run integration in profile smoke?", page.Find("[role=alertdialog]").TextContent, StringComparison.Ordinal));
            Assert.EndsWith("/runs?profile-to-run=smoke", Navigation.Uri, StringComparison.Ordinal);
            Click(() => page.FindAll("[role=alertdialog] button")[0]);
            page.WaitForAssertion(() => Assert.Empty(page.FindAll("[role=alertdialog]")));
            if (i == 0) Navigation.NavigateTo("runs?start=integration&profile-to-run=smoke");
        }

        Assert.Empty(_asked);
    }

    [Theory]
    [InlineData("", "Run stress tests", "runs?start=stress")]
    [InlineData("", "Run the smoke test", "runs?start=all&profile-to-run=smoke")]
    [InlineData("bench smoke", "Run benchmark tests, profile smoke", "runs?start=bench&profile-to-run=smoke")]
    [InlineData("stan all", "Run all tests, profile standard", "runs?start=all&profile-to-run=standard")]
    public void Palette_Presets_LeadToTheButtons(string query, string title, string address)
    {
        Services.AddCommands<RunPaletteCommands>();
        var found = Services.GetRequiredService<ICommandSource>().Find(query).Where(c => c.Matches(query)).ToList();
        Assert.Equal(address, found.Single(c => c.Title == title).Href);
        Assert.True(found.FindIndex(c => c.Title == title) < CommandPalette.Limit);
        Assert.DoesNotContain(found, c => query.Length == 0 && c.Title.Contains("profile", StringComparison.Ordinal));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _runs.Dispose();
    }
}
