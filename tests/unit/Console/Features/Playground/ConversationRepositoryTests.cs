using Pensieve.Console.Features.Playground;
using Pensieve.Console.Features.Playground.Keeping;
using Pensieve.Console.Store;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Unit.Console.Store.Support;

namespace Pensieve.Tests.Unit.Console.Features.Playground;

public sealed class ConversationRepositoryTests(PostgresFixture postgres)
{
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.PostgreSql)]
    public async Task Set_MoreThanAreKept_RemovesTheOwnersOldestAndNobodyElses(StoreKind kind)
    {
        using var test = await TestStore.CreateAsync(kind, postgres);
        var conversations = new ConversationRepository(test.Open(), _time);
        await KeepAsync(conversations, "other", "x", "of another");
        foreach (var (id, text) in new[] { ("a", "first"), ("b", "two\nlines"), ("c", new string('w', 100)) }) await KeepAsync(conversations, "me", id, text);
        await KeepAsync(conversations, "me", "b", "second again");

        Assert.Equal(["second again", new string('w', 80) + "…"], (await conversations.ListAsync("me", default)).Value!.Select(c => c.Title));
        Assert.Equal(["x"], (await conversations.ListAsync("other", default)).Value!.Select(c => c.Id));
        var found = await conversations.FindAsync("c", default);
        Assert.Equal(("me", new string('w', 100)), (found!.Value.Owner, found.Value.Body.Sides[0].Entries[0].Text));
        Assert.Null(await conversations.FindAsync("a", default));

        Assert.Null(await conversations.DeleteAsync("b", default));
        Assert.Null(await conversations.FindAsync("b", default));
        Assert.Null(await conversations.DeleteAllAsync(default));
        Assert.Empty((await conversations.ListAsync("other", default)).Value!);
    }

    [Fact]
    public void FromJson_WhatIsNoConversation_IsNone()
    {
        Assert.Null(KeptConversation.FromJson("{}"));
        Assert.Null(KeptConversation.FromJson("[]"));
        Assert.Null(KeptConversation.FromJson("{\"Sides\":[]}"));
    }

    private async Task KeepAsync(ConversationRepository conversations, string owner, string id, string text)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        var side = new PlaygroundSideShape("tiny", new Dictionary<string, string> { ["temperature"] = "0" }, "", "", [new PlaygroundEntry("user", text)]);
        var shape = new PlaygroundShape(id, owner, false, "", "", "", "", [side]);
        Assert.Null(await conversations.SetAsync(shape, KeptConversation.Of(shape).ToJson(), 2, default));
    }
}
