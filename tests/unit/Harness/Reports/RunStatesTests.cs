using System.Text.Json;
using Pensieve.Harness.Reports;

namespace Pensieve.Tests.Unit.Harness.Reports;

public sealed class RunStatesTests
{
    [Fact]
    public void Word_EachState_IsThatOfTheRecordAndReadBack()
    {
        Assert.All(Enum.GetValues<RunState>(), state =>
        {
            Assert.Equal($"\"{RunStates.Word(state)}\"", JsonSerializer.Serialize(state));
            Assert.Equal(state, RunStates.Parse(RunStates.Word(state)));
        });
        Assert.Equal("interrupted", RunStates.Word(RunState.Interrupted));
        Assert.Null(RunStates.Parse("Passed"));
    }
}
