using Pensieve.Console.Features.Runs;
using Pensieve.Console.Features.Runs.Detail;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Runs.Events;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Runs;

public sealed class RunVerdictTests : ComponentTest
{
    private static readonly RunRow s_row = new() { Id = "r1", StartedAt = 1_000_000_000_000, Suites = "stress,bench", Profile = "quick", StartedBy = "ann" };
    private readonly List<string> _asked = [];

    [Fact]
    public void Run_WithoutARecordYet_SaysSoAndCanBeCancelled()
    {
        var verdict = Show(s_row);
        Assert.Equal("Starting: the run's process has not begun its record.", verdict.Find(".sentence").TextContent);
        Assert.False(verdict.Find("progress").HasAttribute("value"));
        Assert.Equal(["Cancel"], Buttons(verdict));
        Assert.Empty(verdict.FindAll(".downloads"));
        Press(verdict, "Cancel");
        Assert.Equal(["cancel"], _asked);
    }

    [Fact]
    public void Run_WhoseProcessEndedBeforeItsRecord_CanOnlyBeDeleted()
    {
        var verdict = Show(s_row with { EndedAt = 1, State = "error" });
        Assert.Contains("its log says why", verdict.Find(".sentence").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Delete"], Buttons(verdict));
        Assert.Empty(verdict.FindAll("progress, .downloads, .actions a"));
    }

    [Fact]
    public void Run_UnderWay_ShowsHowFarAndWhatIsLeft()
    {
        var verdict = Show(s_row, Summary(l => l is PhaseChanged { Name: "spike" }), elapsed: 20);
        Assert.Equal("running", verdict.Find("section").GetAttribute("data-state"));
        Assert.InRange(int.Parse(verdict.Find("progress").GetAttribute("value")!, System.Globalization.CultureInfo.InvariantCulture), 1, 99);
        Assert.Matches("^0 of 2 cases · Spike: spike · about .+ left$", verdict.Find(".progress span").TextContent);
        Assert.Equal(8, verdict.FindAll(".downloads a").Count);
    }

    [Fact]
    public void Run_BeingStopped_CannotBeStoppedAgain()
    {
        var verdict = Show(s_row, live: new LiveRun(s_row, new RunRequest(["stress"])) { IsCancelling = true });
        Assert.Equal(["Stopping"], Buttons(verdict));
        Assert.True(verdict.Find("button").HasAttribute("disabled"));
    }

    [Fact]
    public void Run_ThatTheDatabaseDoesNotTake_SaysSo() =>
        Assert.Contains("Not kept for now: The database is away.", Show(s_row, live: new LiveRun(s_row, new RunRequest(["stress"])) { Unsaved = "The database is away." }).Find(".warn").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Run_Damaged_SaysWhatIsMissing() =>
        Assert.Contains("1 line unreadable, 3 lines missing", Ended(Summary() with { UnreadableLines = 1, MissingLines = 3 }).Find(".warn").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Run_ThatEnded_CanBeComparedMarkedAndTaken()
    {
        var verdict = Ended(Summary() with { Partial = true });
        Assert.EndsWith("by ann · partial", verdict.Find("p.muted").TextContent, StringComparison.Ordinal);
        Assert.Equal("compare?runs=r1", verdict.Find(".actions a").GetAttribute("href"));
        Assert.Equal(["Make baseline", "Delete"], Buttons(verdict));
        Assert.Equal("api/runs/r1/report?format=html", verdict.Find(".downloads a").GetAttribute("href"));
        Press(verdict, "Make baseline");
        verdict.Render(p => p.Add(v => v.Row, s_row with { EndedAt = 1, State = "passed", IsBaseline = 1 }));
        Assert.EndsWith(" · baseline", verdict.Find("p.muted").TextContent, StringComparison.Ordinal);
        Assert.Equal("true", verdict.Find("[aria-pressed]").GetAttribute("aria-pressed"));
        Press(verdict, "No longer baseline");
        Assert.Equal(["mark True", "mark False"], _asked);
    }

    [Theory]
    [InlineData("invalid", 0, null)]
    [InlineData("interrupted", 0, null)]
    [InlineData("invalid", 1, "No longer baseline")]
    [InlineData("inconclusive", 0, "Make baseline")]
    public void Baseline_IsOnlyWhatEndedWithFiguresThatCount(string state, long marked, string? button) =>
        Assert.Equal(button, Buttons(Show(s_row with { EndedAt = 1, State = state, IsBaseline = marked }, Summary())).FirstOrDefault(b => b.EndsWith("baseline", StringComparison.Ordinal)));

    [Theory]
    [InlineData(RunPage.Question, "Delete for good")]
    [InlineData("Only operators may change this.", "Delete")]
    public void Question_IsAsked_AndOnlyThatOfDeletingChangesTheButton(string question, string button)
    {
        var verdict = Ended(Summary(), question);
        Assert.Equal(question, verdict.Find("[role=alert]").TextContent);
        Press(verdict, button);
        Assert.Equal(["delete"], _asked);
    }

    // A record, or its beginning through the first line that fits.
    private static RunSummary Summary(Func<RunEvent, bool>? last = null)
    {
        var builder = new RunSummaryBuilder();
        foreach (var line in SyntheticRecord.Of("r1", DateTimeOffset.UnixEpoch, ["stress", "resilience"]))
        {
            builder.Add(line);
            if (last?.Invoke(line) == true) break;
        }

        return builder.Build(over: last is null)!;
    }

    private IRenderedComponent<RunVerdict> Ended(RunSummary run, string? question = null) => Show(s_row with { EndedAt = 1, State = "passed" }, run, question: question);

    private IRenderedComponent<RunVerdict> Show(RunRow row, RunSummary? run = null, LiveRun? live = null, double elapsed = 0, string? question = null) => Render<RunVerdict>(p => p
        .Add(v => v.Row, row).Add(v => v.Run, run).Add(v => v.Live, live).Add(v => v.Elapsed, TimeSpan.FromSeconds(elapsed)).Add(v => v.Question, question)
        .Add(v => v.OnCancel, () => _asked.Add("cancel")).Add(v => v.OnMark, on => _asked.Add($"mark {on}")).Add(v => v.OnDelete, () => _asked.Add("delete")));

    private static IEnumerable<string> Buttons(IRenderedComponent<RunVerdict> verdict) => verdict.FindAll(".actions button").Select(b => b.TextContent);

    private void Press(IRenderedComponent<RunVerdict> verdict, string button) => Click(() => verdict.FindAll(".actions button").Single(b => b.TextContent == button));
}
