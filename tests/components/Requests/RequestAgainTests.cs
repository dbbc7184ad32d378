using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Requests;
using Pensieve.Console.Security.Access;
using Pensieve.Tests.Components.Support;

namespace Pensieve.Tests.Components.Requests;

public sealed class RequestAgainTests : ComponentTest
{
    private const string Body = """{"model":"tiny","messages":[]}""";
    private readonly PagePasses _passes = new(TimeProvider.System);
    private readonly RequestBodies _bodies = new();
    private readonly JSRuntimeInvocationHandler<ReplayOutcome> _replay;

    public RequestAgainTests()
    {
        Services.AddSingleton(_passes).AddSingleton(_bodies);
        _replay = JSInterop.SetupModule("./Features/Requests/RequestAgain.razor.js").Setup<ReplayOutcome>("replay", _ => true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Body_NotKept_CannotBeReplayedAndSaysHowToKeepThoseToCome(bool keeping)
    {
        _bodies.Switch(keeping);
        var again = Show(kept: false);
        Assert.True(Replay(again).HasAttribute("disabled"));
        Assert.Contains("Its body was not kept", again.Find("p.muted").TextContent, StringComparison.Ordinal);
        Assert.Equal(!keeping, again.Find("p.muted").TextContent.Contains("Keep bodies", StringComparison.Ordinal));
    }

    [Fact]
    public void Language_Chosen_IsPressedAndItsProgramShown()
    {
        var again = Show();
        Assert.StartsWith("curl", again.Find("pre[aria-label='curl program']").TextContent, StringComparison.Ordinal);
        Click(() => again.FindAll(".segments button").Single(b => b.TextContent == "C#"));
        Assert.Equal(["C#"], again.FindAll(".segments button[aria-pressed=true]").Select(b => b.TextContent));
        Assert.Contains("HttpClient", again.Find("pre[aria-label='C# program']").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "Copied")]
    [InlineData(false, "Not copied: select it and copy by hand")]
    public void Copy_GrantedOrRefused_SaysWhichOfTheProgramThatIsShown(bool granted, string word)
    {
        JSInterop.Setup<bool>("pensieveKeys.copy", i => ((string)i.Arguments[0]!).StartsWith("curl", StringComparison.Ordinal)).SetResult(granted);
        var again = Show();
        Click(() => again.Find("[data-copy]"));
        again.WaitForAssertion(() => Assert.Equal(word, again.Find("[data-copy]").TextContent));
        Click(() => again.FindAll(".segments button").Single(b => b.TextContent == "Python"));
        Assert.Equal("Copy", again.Find("[data-copy]").TextContent);
    }

    [Fact]
    public async Task Replay_OfAKeptBody_IsSentWithThePassOfWhoeverLooksAndLeadsToTheNewRequest()
    {
        var again = Show();
        var sending = BeginClick(() => Replay(again));
        again.WaitForAssertion(() => Assert.Equal("Sending", Replay(again).TextContent));
        Assert.True(Replay(again).HasAttribute("disabled"));
        var sent = Assert.Single(_replay.Invocations).Arguments;
        Assert.Equal(["/v1/chat/completions", Body], sent.Take(2));
        Assert.Equal("me", _passes.Redeem((string)sent[2]!)?.Name);

        _replay.SetResult(new ReplayOutcome(200, "req_1 2", 1500, 2048, null));
        await sending;
        again.WaitForAssertion(() => Assert.Contains("Status 200, 1.5 s, 2 KiB.", again.Find(".outcome.tone-good").TextContent, StringComparison.Ordinal));
        Assert.Equal("requests?id=req_1%202", again.Find(".outcome a").GetAttribute("href"));
        Assert.False(Replay(again).HasAttribute("disabled"));
    }

    [Theory]
    [InlineData(429, null, "Status 429")]
    [InlineData(0, "Failed to fetch", "It could not be sent: Failed to fetch")]
    public void Replay_RefusedOrNotSent_IsBadNews(int status, string? error, string words)
    {
        _replay.SetResult(new ReplayOutcome(status, null, 12, 80, error));
        var again = Show();
        Click(() => Replay(again));
        again.WaitForAssertion(() => Assert.StartsWith(words, again.Find(".outcome.tone-bad[role=status]").TextContent.Trim(), StringComparison.Ordinal));
        Assert.Empty(again.FindAll(".outcome a"));
    }

    [Fact]
    public void Replay_AfterTheSignInEnded_SendsNothing()
    {
        var again = Show(state: Task.FromResult(new AuthenticationState(new ClaimsPrincipal())));
        Click(() => Replay(again));
        again.WaitForAssertion(() => Assert.Contains("you are not signed in any more", again.Find(".outcome").TextContent, StringComparison.Ordinal));
        Assert.Empty(_replay.Invocations);
    }

    private IRenderedComponent<RequestAgain> Show(bool kept = true, Task<AuthenticationState>? state = null)
    {
        if (kept) _bodies.Switch(true);
        if (kept) _bodies.Keep(Records.Of().Id, "/v1/chat/completions", Encoding.UTF8.GetBytes(Body));
        return Render<RequestAgain>(p => p.Add(a => a.Record, Records.Of()).AddCascadingValue(state ?? new OperatorSession(AccessLevel.Inference).GetAuthenticationStateAsync()));
    }

    private static AngleSharp.Dom.IElement Replay(IRenderedComponent<RequestAgain> again) => again.Find("[data-replay]");
}
