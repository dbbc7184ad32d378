using Pensieve.Harness.Load;
using Pensieve.Harness.Measuring;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Harness.Runs;

/// <summary>
/// Runs cases one after another and records them. A case's verdict is the worst of what it says, its checks, gates and thresholds;
/// where a gate broke, thresholds are not held against the target. The first cancellation stops new load: the running case ends,
/// is labelled partial, and the rest is not begun.
/// </summary>
public sealed class Runner(RunSetup setup, RunRecorder recorder)
{
    private readonly Dictionary<CaseStatus, int> _counts = [];
    private CaseStatus _worst = CaseStatus.Passed;

    /// <summary>Runs everything; returns the exit status.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var plans = setup.Cases.Select(c => (Case: c, Plan: c.Plan(setup.Profile))).ToArray();
        recorder.Emit(new RunStarted(
            setup.RunId, recorder.Clock.StartedAt, setup.Suites, setup.Profile.Name, setup.Seed, setup.Target.Info,
            [.. plans.Select(p => p.Plan)], setup.Command, setup.Fingerprint));

        // A restart gives the target a new address; the cases after it must use that.
        var target = setup.Target;
        var restart = setup.Restart;
        var live = setup with
        {
            Restart = restart is null ? null : async (arguments, token) => target = await restart(arguments, token),
        };
        var partial = false;
        foreach (var (@case, plan) in plans)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                partial = true;
                break;
            }

            partial |= await RunCaseAsync(@case, plan, live, target, cancellationToken);
        }

        var exit = ExitCode.Of(_worst);
        recorder.Emit(new RunEnded(
            _worst, exit, Count(CaseStatus.Passed), Count(CaseStatus.Failed), Count(CaseStatus.Skipped),
            Count(CaseStatus.Inconclusive) + Count(CaseStatus.Invalid) + Count(CaseStatus.Error), Math.Round(recorder.Clock.Now, 3), partial));
        return exit;
    }

    private int Count(CaseStatus status) => _counts.GetValueOrDefault(status);

    private async Task<bool> RunCaseAsync(ICase @case, CasePlan plan, RunSetup live, Target target, CancellationToken cancellationToken)
    {
        var begin = recorder.Clock.Now;
        recorder.Emit(new CaseStarted { Case = plan.Id });
        var client = new LlmClient(target);
        var server = target.IsPensieve ? new ServerProbe(client) : null;
        var context = new CaseContext(recorder, plan, live, client, TokenCounters.For(client), server);
        server?.Start(context.Emit);
        CaseOutcome outcome;
        var partial = false;
        try
        {
            outcome = await @case.RunAsync(context, cancellationToken);
            partial = cancellationToken.IsCancellationRequested;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            partial = true;
            outcome = CaseOutcome.Passed;
        }
        catch (Exception e)
        {
            // Whatever a case throws is the harness's own fault; the others still run.
            context.Note(e.ToString(), "error");
            outcome = new CaseOutcome(CaseStatus.Error, $"{e.GetType().Name}: {e.Message}");
        }

        await context.EndAsync();
        var (status, reason) = Judge(context, outcome, partial);
        _counts[status] = Count(status) + 1;
        if (status > _worst && status != CaseStatus.Skipped) _worst = status;
        recorder.Emit(new CaseEnded(status, reason, Math.Round(recorder.Clock.Now - begin, 3), partial) { Case = plan.Id });
        return partial;
    }

    private (CaseStatus Status, string? Reason) Judge(CaseContext context, CaseOutcome outcome, bool partial)
    {
        List<(CaseStatus Status, string? Reason)> all = [(outcome.Status, outcome.Reason)];
        var (checks, gates, made) = context.Failures;
        if (checks.Count > 0) all.Add((CaseStatus.Failed, $"{checks.Count} of {made} checks failed: {string.Join("; ", checks.Distinct().Take(3))}"));
        if (gates.Count > 0) all.Add((CaseStatus.Invalid, $"the run does not count: {string.Join("; ", gates.Distinct())}"));
        if (outcome.Status != CaseStatus.Skipped && !partial)
        {
            foreach (var threshold in Thresholds.Evaluate(setup.Profile, context.Plan.Id, context.Measurements))
            {
                context.Emit(threshold);
                if (threshold.Status == CaseStatus.Inconclusive || (threshold.Status == CaseStatus.Failed && gates.Count == 0))
                    all.Add((threshold.Status, threshold.Expression + " does not hold" + (threshold.Status == CaseStatus.Inconclusive ? " for certain" : "")));
            }
        }

        // A case that was cut decides nothing, unless something already failed.
        if (partial) all.Add((CaseStatus.Inconclusive, "stopped before its end"));
        return all.MaxBy(a => a.Status);
    }
}
