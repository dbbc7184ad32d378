using Pensieve.Console.Features.Alerts;
using Pensieve.Console.Features.Overview;
using Pensieve.Console.Store;
using Pensieve.Tests.Unit.Console.Store.Support;

namespace Pensieve.Tests.Unit.Console.Features.Alerts;

public sealed class AlertRepositoryTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset s_start = DateTimeOffset.UnixEpoch.AddYears(50);

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task Set_BeginThenEnd_IsOneRowAndOnlyTheNewestAreKept(StoreKind kind)
    {
        using var test = await TestStore.CreateAsync(kind, postgres);
        var alerts = new AlertRepository(test.Open());
        for (var i = 0; i < 4; i++) Assert.Null(await alerts.SetAsync(Alert(i), 3, default));
        var ended = Alert(2) with { Severity = Severity.Critical, Title = "worse", EndedAt = s_start.AddMinutes(9) };
        Assert.Null(await alerts.SetAsync(ended, 3, default));

        Assert.Equal([Alert(1), ended, Alert(3)], (await alerts.LatestAsync(10, default)).Value);
        Assert.Equal([Alert(3)], (await alerts.LatestAsync(1, default)).Value);
        Assert.Null(await alerts.SetAsync(Alert(5), 0, default));
        Assert.Empty((await alerts.LatestAsync(10, default)).Value!);
    }

    private static Alert Alert(int i) => new(0, "memory", Severity.Warning, $"alert {i}", i == 1 ? null : "why", null, "logs", s_start.AddMinutes(i), null, null);
}
