using Pensieve.Harness.Load;
using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Tests.Unit.Harness.Support;

/// <summary>Runs of cases without a command line, with what they recorded.</summary>
internal static class InlineRun
{
    /// <summary>Runs cases.</summary>
    public static async Task<(List<RunEvent> Events, int Exit)> OfAsync(
        IReadOnlyList<ICase> cases, Target target, RunProfile? profile = null, CancellationToken cancellationToken = default)
    {
        List<RunEvent> events = [];
        using var recorder = new RunRecorder(new RunClock());
        recorder.Subscribe(events.Add);
        var exit = await new Runner(
            new RunSetup { Target = target, Suites = ["x"], Cases = cases, Profile = profile ?? RunProfile.BuiltIn(ProfileSize.Quick) }, recorder).RunAsync(cancellationToken);
        recorder.Complete();
        return (events, exit);
    }

    /// <summary>Runs one case that is a method; what it throws is thrown.</summary>
    public static async Task<T> OfAsync<T>(Target target, Func<CaseContext, CancellationToken, Task<T>> run, RunProfile? profile = null)
    {
        T? result = default;
        var (events, exit) = await OfAsync([new InlineCase(async (context, token) =>
        {
            result = await run(context, token);
            return CaseOutcome.Passed;
        })], target, profile, TestContext.Current.CancellationToken);
        Assert.True(exit != ExitCode.Error, string.Join('\n', events.OfType<RunNote>().Select(n => n.Text)));
        return result!;
    }
}

/// <summary>A case that is a method.</summary>
internal sealed class InlineCase(Func<CaseContext, CancellationToken, Task<CaseOutcome>> run) : ICase
{
    /// <inheritdoc/>
    public CasePlan Plan(RunProfile profile) => new("x/inline", "x", "inline", "something", 1);

    /// <inheritdoc/>
    public Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken) => run(context, cancellationToken);
}
