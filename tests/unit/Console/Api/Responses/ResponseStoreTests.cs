using System.Collections.Immutable;
using Pensieve.Console.Api.Responses;
using Pensieve.Engine.Chat;

namespace Pensieve.Tests.Unit.Console.Api.Responses;

public sealed class ResponseStoreTests
{
    [Fact]
    public void Add_MoreThanFits_ForgetsTheOldest()
    {
        var store = new ResponseStore();
        for (var i = 0; i < ResponseStore.MaxCount + 3; i++) store.Add(Of($"r{i}", "", "x"));
        Assert.Null(store.Find("", "r2"));
        Assert.Null(store.FindItem("", "r2-item"));
        Assert.NotNull(store.Find("", "r3"));
        Assert.Equal("x", store.FindItem("", "r3-item")?.Message?.Content);
    }

    [Fact]
    public void Add_TooManyBytes_ForgetsTheOldest()
    {
        var store = new ResponseStore();
        var large = new string('x', 10 << 20);
        for (var i = 0; i < 4; i++) store.Add(Of($"r{i}", "", large));
        Assert.Null(store.Find("", "r0"));
        Assert.NotNull(store.Find("", "r3"));
        store.Add(Of("huge", "", new string('x', 40 << 20)));
        Assert.Null(store.Find("", "huge"));
        Assert.NotNull(store.Find("", "r3"));
    }

    [Fact]
    public void Find_OfAnotherScope_IsNothing()
    {
        var store = new ResponseStore();
        store.Add(Of("r", "key-0", "x"));
        Assert.Null(store.Find("key-1", "r"));
        Assert.Null(store.FindItem("key-1", "r-item"));
        Assert.False(store.Delete("key-1", "r"));
        Assert.True(store.Delete("key-0", "r"));
        Assert.Null(store.FindItem("key-0", "r-item"));
    }

    [Fact]
    public void FindItem_AnIdThatIsSentAgain_IsTheLatestOfItsScope()
    {
        var store = new ResponseStore();
        store.Add(Of("r0", "key-0", "old", "msg_1"));
        store.Add(Of("r1", "key-0", "new", "msg_1"));
        store.Add(Of("r2", "key-1", "theirs", "msg_1"));
        Assert.Equal("new", store.FindItem("key-0", "msg_1")?.Message?.Content);
        store.Delete("key-0", "r0");
        Assert.Equal("new", store.FindItem("key-0", "msg_1")?.Message?.Content);
        store.Delete("key-0", "r1");
        Assert.Null(store.FindItem("key-0", "msg_1"));
        Assert.Equal("theirs", store.FindItem("key-1", "msg_1")?.Message?.Content);
    }

    private static StoredResponse Of(string id, string scope, string text, string? item = null)
    {
        var message = new ChatMessage(ChatRole.Assistant, text);
        return new StoredResponse(id, scope, default, [message], [], [], [new StoredItem(item ?? id + "-item", default, message)]);
    }
}
