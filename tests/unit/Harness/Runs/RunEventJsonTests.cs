using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Tests.Unit.Harness.Runs;

public sealed class RunEventJsonTests
{
    [Fact]
    public void Line_AnyEvent_ComesBackEqual()
    {
        RunEvent[] events =
        [
            new PhaseChanged("spike", true, "24 requests/s") { Seq = 3, T = 1.5, Case = "stress/spike" },
            new FaultChanged("worker-kill", FaultStage.Detected, AfterSeconds: 0.01) { Seq = 4, T = 2 },
            new CaseEnded(CaseStatus.Skipped, "the target is not a Pensieve", 0.1) { Seq = 5, T = 3, Case = "resilience/worker-kill" },
            new RunEnded(CaseStatus.Passed, ExitCode.Passed, 1, 0, 1, 0, 3.2) { Seq = 6, T = 3.2 },
        ];
        foreach (var line in events)
        {
            var text = RunEventJson.Line(line);
            Assert.DoesNotContain('\n', text);
            Assert.Equal(line, RunEventJson.Parse(text));
        }
    }

    [Fact]
    public void Line_NamesItsKindAndStatus_AsTheFormatSays() =>
        Assert.Equal("""{"type":"case_ended","status":"inconclusive","reason":"n = 3","seconds":1,"partial":false,"seq":0,"t":0}""",
            RunEventJson.Line(new CaseEnded(CaseStatus.Inconclusive, "n = 3", 1)));

    [Theory]
    [InlineData("")]
    [InlineData("""{"type":"case_ended","status":"pas""")]
    [InlineData("""{"type":"of_tomorrow","x":1}""")]
    [InlineData("""{"no":"type"}""")]
    public void Parse_LineOfAnotherKindOrCutOff_IsNoEvent(string line) => Assert.Null(RunEventJson.Parse(line));
}
