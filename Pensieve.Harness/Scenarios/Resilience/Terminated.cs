using Pensieve.Harness.Faults;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Runs.Events;
using Pensieve.Harness.Scenarios.Oracles;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Resilience;

/// <summary>SIGTERM while requests run: a drain.</summary>
internal sealed class Terminated() : ScenarioCase(
    "resilience/sigterm", "Shutdown under load", "a shutdown finishes what was accepted, refuses the rest and ends; no accepted request is dropped", (12, 30, 60), disturbs: true)
{
    private const double EndWithin = 35;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        if (context.Target.OwnPid is not { } pid || context.Restart is not { } restart) return CaseOutcome.Skip("The server is not the run's own, so it is not shut down.");
        if (OperatingSystem.IsWindows()) return CaseOutcome.Skip("Windows has no SIGTERM.");
        var (load, unfit) = await SteadyLoad.PrepareAsync(context, 48, cancellationToken);
        if (load is null) return unfit!;
        double? ended = null;
        double? unready = null;
        var (requests, at) = await load.RunAsync(
            async token =>
            {
                context.Emit(new FaultChanged("sigterm", FaultStage.Injected, $"SIGTERM to process {pid}"));
                Signals.Send(pid, Signals.Terminate);
                var ready = Patience.UntilAsync(async () => (await context.GetAsync("health/ready", token)).Status is 503 or 0, 5, token);
                ended = await Patience.UntilAsync(() => Task.FromResult(!Processes.IsAlive(pid)), EndWithin, token);
                unready = await ready;
                if (unready is { } u) context.Emit(new FaultChanged("sigterm", FaultStage.Detected, "not ready any more", Math.Round(u, 3)));
            },
            context.Value("after", 4, 8, 15), cancellationToken);
        context.Emit(new FaultChanged("sigterm", FaultStage.Lifted, "started again"));
        var target = await restart([], cancellationToken);

        context.Measure("drain", "value", ended, "s", better: "lower");
        context.Check("the process ends", ended is not null, $"within {EndWithin} s", "still there");
        context.Check("readiness turns at once", unready is < 2, "within 2 s", $"{unready:0.00} s");

        // Accepted before the signal: all of them end well. Later ones are refused, with a status or because nobody listens any more.
        var accepted = requests.Where(r => r.Head != 0 && context.Clock.Seconds(r.Head) < at && r.Status == 200).ToArray();
        context.Check("what was accepted is finished", accepted.All(r => r.IsOk), $"{accepted.Length} ok", string.Join(", ", accepted.GroupBy(r => r.Outcome).Select(g => $"{g.Key} {g.Count()}")));
        context.Check("some had been accepted", accepted.Length > 0, "some", 0);
        var dropped = requests.Where(r => r.Status == 200 && !r.IsOk).ToArray();
        context.Check("no accepted request is dropped", dropped.Length == 0, 0, $"{dropped.Length}: {dropped.FirstOrDefault()?.Outcome} {dropped.FirstOrDefault()?.Error}");
        load.Book.Check(context);
        IdLedger.Of(requests).Check(context);
        using var client = new Load.LlmClient(target);
        var again = await client.SendAsync(new GenerationCall { Turns = [new ChatTurn("user", "Hello")], MaxTokens = 8 }, cancellationToken);
        context.Check("started again, it serves", again.IsOk, "ok", $"{again.Outcome} {again.Error}");
        return CaseOutcome.Passed;
    }
}
