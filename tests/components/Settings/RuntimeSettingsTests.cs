using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Store;
using Pensieve.Tests.Components.Support;

namespace Pensieve.Tests.Components.Settings;

public sealed class RuntimeSettingsTests : IDisposable
{
    private static readonly AccessIdentity s_me = new("m", "me", AccessLevel.Admin);
    private readonly ManualTime _time = new();
    private readonly KeptSettings _kept;

    public RuntimeSettingsTests() => _kept = new KeptSettings(_time);

    public void Dispose() => _kept.Dispose();

    [Fact]
    public void Table_EveryDefinition_IsWholeAndTakesItsDefault()
    {
        Assert.Equal(SettingTable.All.Count, SettingTable.All.Select(s => s.Name).Distinct().Count());
        foreach (var setting in SettingTable.All)
        {
            var value = setting.Default(_kept.Settings.Defaults);
            Assert.Equal((value, null), setting.Read(value));
            Assert.Equal((value, null), setting.Read(setting.TextOf(setting.ToJson(value))!));
            Assert.EndsWith(".", setting.Meaning, StringComparison.Ordinal);
            if (setting.Kind != SettingKind.Number) continue;
            foreach (var wrong in new[] { setting.Min - 1, setting.Max + 1 }) Assert.NotNull(setting.Read($"{wrong}").Fault);
            foreach (var wrong in new[] { "", "1.5", "1e3", "x", "99999999999999999999" }) Assert.NotNull(setting.Read(wrong).Fault);
        }
    }

    [Theory]
    [InlineData("access.origins", "https://a.example", true)]
    [InlineData("access.origins", "https://a.example:8443", true)]
    [InlineData("access.origins", "https://a.example/", false)]
    [InlineData("access.origins", "a.example", false)]
    [InlineData("access.origins", "ftp://a.example", false)]
    [InlineData("access.hosts", "a.example", true)]
    [InlineData("access.hosts", "http://a.example", false)]
    [InlineData("access.hosts", "a.example:80", false)]
    [InlineData("alerts.webhook", "file:///etc/passwd", false)]
    [InlineData("alerts.webhook", "https://hooks.example/x?y=1", true)]
    [InlineData("alerts.webhook", "", true)]
    public void Read_Addresses_TakesOnlyWhatTheyMayBe(string name, string text, bool good) => Assert.Equal(good, SettingTable.Find(name)!.Read(text).Fault is null);

    [Fact]
    public async Task Change_SomeWrong_ListsAllAndChangesNone()
    {
        var outcome = await ChangeAsync(("server.drainSeconds", "-1"), ("requests.maxBodyMiB", "9"), ("nothing", "1"), ("access.hosts", "a b"));
        Assert.Equal(["server.drainSeconds", "nothing", "access.hosts"], outcome.Faults.Select(f => f.Name));
        Assert.Equal((0L, "8"), (_kept.Settings.Current.Version, _kept.Settings.Current[SettingTable.MaxBody]));
    }

    [Fact]
    public async Task Change_BackToTheConfiguration_IsNoChangeOfItsOwn()
    {
        Assert.Equal(1, (await ChangeAsync((SettingTable.Drain, "5"), (SettingTable.KeepBodies, "true"))).Done!.Version);
        Assert.Equal(1, (await ChangeAsync((SettingTable.Drain, " 5 "))).Done!.Version);
        var back = (await ChangeAsync((SettingTable.Drain, "30"))).Done!;
        Assert.Equal((2L, false, true), (back.Version, back.Changed.ContainsKey(SettingTable.Drain), back.Changed.ContainsKey(SettingTable.KeepBodies)));
    }

    [Fact]
    public async Task Change_ServerThatDiesBetweenWriteAndApply_StartsWithAllOfTheNew()
    {
        await ChangeAsync((SettingTable.Drain, "5"));
        var next = new Dictionary<string, string> { [SettingTable.Drain] = "6", [SettingTable.Timeout] = "60" };
        Assert.Null(await _kept.Repository.AddAsync(new SettingsVersion(2, _time.GetUtcNow(), "me", next, null), "m", default));
        Assert.Equal("5", _kept.Settings.Current[SettingTable.Drain]);

        using var reborn = _kept.New(_time);
        Assert.Null(await reborn.LoadAsync(default));
        Assert.Equal((2L, "6", "60"), (reborn.Current.Version, reborn.Current[SettingTable.Drain], reborn.Current[SettingTable.Timeout]));

        // And the one that did not see it is told that it is behind.
        Assert.True((await ChangeAsync((SettingTable.Drain, "7"))).IsStale);
        Assert.Equal("6", _kept.Settings.Current[SettingTable.Drain]);
    }

    [Fact]
    public async Task Load_ValueThatIsNotAllowedAnyMore_IsLeftOut()
    {
        var old = new Dictionary<string, string> { [SettingTable.Drain] = "999999", [SettingTable.Timeout] = "60", ["gone.away"] = "x" };
        Assert.Null(await _kept.Repository.AddAsync(new SettingsVersion(1, _time.GetUtcNow(), "me", old, null), "m", default));
        Assert.Null(await _kept.Settings.LoadAsync(default));
        Assert.Equal(("30", "60"), (_kept.Settings.Current[SettingTable.Drain], _kept.Settings.Current[SettingTable.Timeout]));
        Assert.Single(_kept.Settings.Current.Changed);
    }

    [Fact]
    public async Task RollBack_ToAVersionOrTheStart_BringsItBackAsANewOne()
    {
        await ChangeAsync((SettingTable.Drain, "5"));
        await ChangeAsync((SettingTable.Drain, "6"), (SettingTable.Timeout, "60"));
        Assert.Equal((3L, "5", "0"), Read((await _kept.Settings.RollBackAsync(1, 2, s_me, default)).Done!));
        Assert.True((await _kept.Settings.RollBackAsync(2, 2, s_me, default)).IsStale);
        Assert.Equal((4L, "30", "0"), Read((await _kept.Settings.RollBackAsync(0, null, s_me, default)).Done!));
        Assert.Equal("version", Assert.Single((await _kept.Settings.RollBackAsync(77, null, s_me, default)).Faults).Name);

        var history = SettingsVersionView.Of((await _kept.Repository.ListAsync(10, default)).Value!, _kept.Settings.Defaults);
        Assert.Equal([(4L, 0L), (3L, 1L), (2L, null), (1L, (long?)null)], history.Select(v => (v.Version, v.Restored)));
        Assert.Equal([("requests.timeoutSeconds", "0 s", "60 s"), ("server.drainSeconds", "5 s", "6 s")], history[2].Changes.Select(c => (c.Name, c.From, c.To)));

        static (long, string, string) Read(SettingsSnapshot s) => (s.Version, s[SettingTable.Drain], s[SettingTable.Timeout]);
    }

    [Fact]
    public async Task Readers_WhileItChanges_NeverSeeHalfOfAChange()
    {
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = Task.Run(() =>
        {
            var seen = 0L;
            while (!stop.IsCancellationRequested)
            {
                var now = _kept.Settings.Current;
                if (now.Version > 0) Assert.Equal(now[SettingTable.Drain], now[SettingTable.Timeout]);
                if (++seen == 1) begun.SetResult();
            }

            return seen;
        });
        await begun.Task;
        for (var i = 100; i < 120; i++) Assert.NotNull((await ChangeAsync((SettingTable.Drain, $"{i}"), (SettingTable.Timeout, $"{i}"))).Done);
        await stop.CancelAsync();
        Assert.True(await reading > 0);
    }

    private Task<SettingsOutcome> ChangeAsync(params (string Name, string? Text)[] changes) =>
        _kept.Settings.ChangeAsync(changes.ToDictionary(c => c.Name, c => c.Text), false, null, s_me, default);
}
