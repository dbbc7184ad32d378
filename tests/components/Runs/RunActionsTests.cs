using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Unit.Console.Features.Runs.Support;

namespace Pensieve.Tests.Components.Runs;

public sealed class RunActionsTests : ComponentTest
{
    private RunServices? _runs;

    [Fact]
    public async Task Viewer_DoesNothing_AndEveryAttemptIsWrittenDown()
    {
        var launcher = new ReplayLauncher();
        var actions = Open(launcher, AccessLevel.Inference);
        var start = await actions.StartAsync(new RunRequest(["stress", "bench"]));
        Assert.Null(start.Run);
        Assert.Equal(OperatorActions.Refusal, start.Refusal);
        Assert.Equal(OperatorActions.Refusal, await actions.CancelAsync("some-run"));
        Assert.Empty(launcher.Started);
        Assert.Equal([("run.cancel", "some-run", OperatorActions.Refusal), ("run.start", "stress, bench", OperatorActions.Refusal)], await AuditAsync(2));
    }

    [Fact]
    public async Task Operator_StartsOneRunAndCancelsIt()
    {
        var launcher = new ReplayLauncher { IsAutomatic = false };
        var actions = Open(launcher, AccessLevel.Operate);
        var first = (await actions.StartAsync(new RunRequest(["stress"]))).Run!;
        Assert.Equal("me", first.Row.StartedBy);
        var second = await actions.StartAsync(new RunRequest(["bench"]));
        Assert.Contains(first.Id, second.Refusal, StringComparison.Ordinal);
        launcher.Started[0].Emit(3);
        Assert.Null(await actions.CancelAsync(first.Id));
        Assert.True(launcher.Started[0].IsInterrupted);
        await Eventually.TrueAsync(() => Services.GetRequiredService<RunManager>().Current is null, TimeSpan.FromSeconds(20), "the run to end");
        Assert.Equal([("run.cancel", first.Id, "done"), ("run.start", "bench", second.Refusal!), ("run.start", first.Id, "done")], await AuditAsync(3));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _runs?.Dispose();
    }

    private RunActions Open(ReplayLauncher launcher, AccessLevel level)
    {
        _runs = new RunServices(Services, launcher, level);
        return Services.GetRequiredService<RunActions>();
    }

    private async Task<IReadOnlyList<(string, string?, string)>> AuditAsync(int count)
    {
        var trail = Services.GetRequiredService<AuditTrail>();
        await trail.StartAsync(default);
        var repository = new AuditRepository(Services.GetRequiredService<Pensieve.Console.Store.ConsoleStore>(), TimeProvider.System);
        IReadOnlyList<AuditEntry> entries = [];
        await Eventually.TrueAsync(async () => (entries = (await repository.ListAsync(10, null, null, default)).Value ?? []).Count == count, TimeSpan.FromSeconds(20), () => $"{count} entries, found {entries.Count}");
        await trail.StopAsync(default);
        return [.. entries.OrderByDescending(e => e.Id).Select(e => (e.Action, e.Target, e.Outcome))];
    }
}
