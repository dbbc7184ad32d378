using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Overview;
using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Live;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;
using Pensieve.Engine;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Features.Settings;

/// <summary>Those who ask the settings at the moment of use honour what they say by then.</summary>
public sealed class SettingUserTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync(arguments: "--Pensieve:SignIn=off");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task AuditTrail_RetentionShortened_RemovesOlderEntriesWithTheNextOne()
    {
        var audit = _server.Services.GetRequiredService<AuditRepository>();
        var now = DateTimeOffset.UtcNow;
        Assert.Null(await audit.AddAsync([Entry("test.old", now.AddDays(-10)), Entry("test.young", now.AddDays(-4))], default));
        Assert.Equal(["test.young", "test.old"], await ActionsAsync(audit));

        await ChangeAsync(SettingTable.AuditDays, "5");
        Assert.Null(await audit.AddAsync([Entry("test.new", now)], default));
        Assert.Equal(["test.new", "test.young"], await ActionsAsync(audit));
    }

    [Theory]
    [InlineData(SettingTable.AlertMemory, "30", "memory")]
    [InlineData(SettingTable.AlertStall, "3", "stalled")]
    [InlineData(SettingTable.AlertQueue, "2", "queue")]
    public async Task Verdict_LimitLowered_FindsWhatWasWithinItBefore(string setting, string value, string rule)
    {
        var limits = _server.Services.GetRequiredService<IVerdictLimits>();
        var model = new ModelSnapshot { Id = "m", State = EngineState.Ready, Queued = 1, QueueCapacity = 100, OldestQueuedMs = 4000 };
        var frame = new LiveFrame(
            DateTimeOffset.UnixEpoch, new EngineSnapshot(0, EngineState.Ready, null, [model]), null, RequestStats.None, StalledSeconds: 5, 0, new HostReading(1, default, 100, 20), []);
        Assert.DoesNotContain(Verdict.Findings(frame, limits.Current, []), f => f.Rule == rule && f.Severity >= Severity.Warning);

        await ChangeAsync(setting, value);
        Assert.Contains(Verdict.Findings(frame, limits.Current, []), f => f.Rule == rule && f.Severity >= Severity.Warning);
    }

    private async Task ChangeAsync(string name, string value)
    {
        var settings = _server.Services.GetRequiredService<RuntimeSettings>();
        var outcome = await settings.ChangeAsync(new Dictionary<string, string?> { [name] = value }, replace: false, null, AccessIdentity.Local(AccessLevel.Admin), default);
        Assert.NotNull(outcome.Done);
    }

    private static async Task<IEnumerable<string>> ActionsAsync(AuditRepository audit) => (await audit.ListAsync(100, null, "test", default)).Value!.Select(e => e.Action);

    private static AuditEntry Entry(string action, DateTimeOffset at) => new() { At = at, Who = "me", WhoId = "me", Action = action, Outcome = "done" };
}
