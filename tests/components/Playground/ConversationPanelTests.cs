using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Playground;
using Pensieve.Console.Features.Playground.Keeping;
using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Security.Access;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Playground;

public sealed class ConversationPanelTests : ComponentTest
{
    private readonly ConsoleServices _services;

    public ConversationPanelTests() => _services = new ConsoleServices(Services, new FakeEngine());

    [Fact]
    public async Task Conversations_OfTheirOwner_CanBeOpenedAndAllButThisOneForgotten()
    {
        foreach (var (id, owner, text) in new[] { ("one", "ann", "Hi"), ("two", "ann", ""), ("three", "bob", "Secret") }) await KeepAsync(id, owner, text);
        var panel = Open("one");
        Assert.Equal(["one", "two"], panel.FindAll("[data-conversation]").Select(c => c.GetAttribute("data-conversation")).Order());
        Assert.Equal(("Hi", "playground?s=one", "page"), (panel.Find("[data-conversation=one] a").TextContent, panel.Find("[data-conversation=one] a").GetAttribute("href"), panel.Find("[data-conversation=one] a").GetAttribute("aria-current")));
        Assert.Empty(panel.FindAll("[data-conversation=one] button"));
        Assert.Equal("Without words", panel.Find("[data-conversation=two] a").TextContent);
        Click(() => panel.Find("button[aria-label='Forget Without words']"));
        panel.WaitForAssertion(() => Assert.Single(panel.FindAll("[data-conversation]")));
        Assert.Null(await Services.GetRequiredService<ConversationRepository>().FindAsync("two", default));
    }

    [Fact]
    public async Task Conversations_NoneOrNotKept_SayWhich()
    {
        Assert.Contains("None yet. Your last 10 are kept", Open("one").Find("p").TextContent, StringComparison.Ordinal);
        var settings = Services.GetRequiredService<RuntimeSettings>();
        Assert.Null(await settings.LoadAsync(default));
        Assert.NotNull((await settings.ChangeAsync(new Dictionary<string, string?> { [SettingTable.ChatsKept] = "0" }, false, null, new AccessIdentity("o", "other", AccessLevel.Admin), default)).Done);
        Assert.Contains("None are kept: the settings say so.", Open("one").Find("p").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conversations_ThatTheDatabaseDoesNotGiveOrForget_AreSaidNotTo()
    {
        await KeepAsync("two", "ann", "Hi");
        var panel = Open("one");
        Broken.Store(_services.Store);
        Click(() => panel.Find("[data-conversation=two] button"));
        panel.WaitForAssertion(() => Assert.Matches("^Not forgotten: .* is damaged", panel.Find("[role=alert]").TextContent));
        Assert.Single(panel.FindAll("[data-conversation]"));
        Assert.Matches("^They cannot be read: .* is damaged", Open("one").Find("[role=alert]").TextContent);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _services.Dispose();
    }

    private async Task KeepAsync(string id, string owner, string text)
    {
        var shape = new PlaygroundShape(id, owner, false, "", "", "", "", [new PlaygroundSideShape("tiny", new Dictionary<string, string>(), "", "", text.Length > 0 ? [new PlaygroundEntry("user", text)] : [])]);
        Assert.Null(await Services.GetRequiredService<ConversationRepository>().SetAsync(shape, KeptConversation.Of(shape).ToJson(), 10, default));
    }

    private IRenderedComponent<ConversationPanel> Open(string current)
    {
        var panel = Render<ConversationPanel>(p => p.Add(c => c.Owner, "ann").Add(c => c.Current, current));
        Dispatch(() => panel.Find("details"), "ontoggle", EventArgs.Empty);
        panel.WaitForAssertion(() => Assert.NotEmpty(panel.FindAll("p, [data-conversation]")));
        return panel;
    }
}
