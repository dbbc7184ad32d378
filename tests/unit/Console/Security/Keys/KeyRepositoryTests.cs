using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;
using Pensieve.Console.Security.Keys;
using Pensieve.Console.Store;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Unit.Console.Store.Support;

namespace Pensieve.Tests.Unit.Console.Security.Keys;

public sealed class KeyRepositoryTests(PostgresFixture postgres)
{
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task Create_Key_KeepsEverythingButTheSecret(StoreKind kind)
    {
        using var test = await TestStore.CreateAsync(kind, postgres);
        var keys = new KeyRepository(test.Open(), _time);
        var wish = new NewKey("ci", AccessLevel.Operate, new KeyLimits { Concurrent = 2, TokensPerMinute = 7 }, _time.GetUtcNow().AddDays(1));

        var created = (await keys.CreateAsync(wish, "me", default)).Value!;
        var stored = Assert.Single((await keys.ReadAsync(default)).Value!);

        Assert.Equal(created.Key, stored.Key);
        Assert.Equal(KeySecret.Hash(created.Secret), stored.Hash);
        Assert.Matches("^pv-[0-9A-Za-z]{43}$", created.Secret);
        Assert.Equal(created.Secret[..8], stored.Key.Prefix);
        Assert.Equal(("active", "expired"), (stored.Key.StateAt(_time.GetUtcNow()), stored.Key.StateAt(_time.GetUtcNow().AddDays(2))));
        if (kind == StoreKind.Sqlite)
            Assert.All(Directory.GetFiles(Path.GetDirectoryName(test.Options.Place)!), f => Assert.DoesNotContain(created.Secret, ReadShared(f), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task Revoke_ByNameOrId_FreesTheNameAndKeepsTheKeyInTheHistory(StoreKind kind)
    {
        using var test = await TestStore.CreateAsync(kind, postgres);
        var keys = new KeyRepository(test.Open(), _time);
        var first = (await keys.CreateAsync(Wish("a"), "me", default)).Value!.Key;
        Assert.Equal(StoreFailureKind.Conflict, (await keys.CreateAsync(Wish("a"), "me", default)).Failure?.Kind);

        Assert.Equal(first.Id, (await keys.RevokeAsync("a", default)).Value!.Id);
        var second = (await keys.CreateAsync(Wish("a"), "me", default)).Value!.Key;
        Assert.NotNull((await keys.RevokeAsync(second.Id, default)).Value!.RevokedAt);
        Assert.Null((await keys.RevokeAsync("a", default)).Value);

        Assert.All((await keys.ListAsync(default)).Value!, k => Assert.Equal("revoked", k.StateAt(_time.GetUtcNow())));
        Assert.True((await keys.DeleteAsync(first.Id, default)).Value);
        Assert.False((await keys.DeleteAsync(first.Id, default)).Value);
        Assert.Equal(second.Id, Assert.Single((await keys.ListAsync(default)).Value!).Id);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task Usage_OfSeveralDays_IsSummedFromADayOn(StoreKind kind)
    {
        using var test = await TestStore.CreateAsync(kind, postgres);
        var keys = new KeyRepository(test.Open(), _time);
        var key = (await keys.CreateAsync(Wish("a"), "me", default)).Value!.Key;
        var one = new KeyUsage { Requests = 1, Refused = 2, PromptTokens = 30, CachedTokens = 4, OutputTokens = 5_000_000_000 };
        foreach (var days in new[] { 0, 0, 40 })
        {
            _time.Advance(TimeSpan.FromDays(days));
            Assert.Null(await keys.AddUsageAsync([(key.Id, one), ("configured-1", one)], default));
        }

        var recent = (await keys.UsageAsync(_time.GetUtcNow().AddDays(-29), default)).Value!;
        var all = (await keys.UsageAsync(DateTimeOffset.UnixEpoch, default)).Value!;

        Assert.Equal(one, recent[key.Id]);
        Assert.Equal(new KeyUsage { Requests = 3, Refused = 6, PromptTokens = 90, CachedTokens = 12, OutputTokens = 15_000_000_000 }, all["configured-1"]);
        Assert.Equal(_time.GetUtcNow().ToUnixTimeMilliseconds(), (await keys.ListAsync(default)).Value![0].LastUsedAt?.ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task Audit_Entries_PageNewestFirstAndFade(StoreKind kind)
    {
        using var test = await TestStore.CreateAsync(kind, postgres);
        var audit = new AuditRepository(test.Open(), _time);
        await audit.AddAsync([Entry("model.load"), Entry("model.unload"), Entry("models"), Entry("sign-in")], default);

        var models = (await audit.ListAsync(10, null, "model", default)).Value!;
        var last = (await audit.ListAsync(1, null, null, default)).Value!;
        var before = (await audit.ListAsync(2, last[0].Id, null, default)).Value!;

        Assert.Equal(["model.unload", "model.load"], models.Select(e => e.Action));
        Assert.Equal(["sign-in"], last.Select(e => e.Action));
        Assert.Equal(["models", "model.unload"], before.Select(e => e.Action));
        _time.Advance(AuditRepository.Retention + TimeSpan.FromDays(1));
        await audit.AddAsync([Entry("later")], default);
        Assert.Equal(["later"], (await audit.ListAsync(10, null, null, default)).Value!.Select(e => e.Action));
    }

    private static NewKey Wish(string name) => new(name, AccessLevel.Inference, new KeyLimits(), null);

    private AuditEntry Entry(string action) => new() { At = _time.GetUtcNow(), Who = "me", WhoId = "x", Action = action, Outcome = "done" };

    private static string ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
