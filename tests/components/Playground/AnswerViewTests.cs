using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Tools;
using Pensieve.Console.Features.Playground;
using Pensieve.Engine;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Components.Requests;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Playground;

public sealed class AnswerViewTests : ComponentTest
{
    private static readonly AnswerCall s_call = new("call_1", "weather", """{"city":"Oslo"}""", IsBroken: false);
    private readonly ManualTime _time = new();
    private readonly FakeEngine _engine = new();
    private readonly BunitJSModuleInterop _browser;
    private readonly List<IReadOnlyList<string>> _results = [];
    private int _ended;

    public AnswerViewTests()
    {
        Services.AddSingleton<TimeProvider>(_time).AddSingleton<IEngine>(_engine);
        _browser = JSInterop.SetupModule("./Features/Playground/AnswerView.razor.js");
        _browser.Mode = JSRuntimeMode.Loose;
    }

    [Fact]
    public void Answer_Growing_IsAppendedByTheBrowserAndDrawnWholeAtItsEnd()
    {
        var answer = new Answer("r1", "/v1/chat/completions", "{}", "tiny", 1);
        var view = Show(answer);
        Assert.Equal("Sent", view.Find("[data-status]").TextContent);
        Assert.Equal("tiny answers.", view.Find("[role=status]").TextContent);

        answer.Reach(AnswerStage.Queued, 10);
        Assert.Equal(("", "", "Waiting for a slot"), Next());
        _engine.Current = Make.Engine(Make.Model() with { Slots = [new SlotSnapshot(0, SlotState.Prefill, "r1", 10, 4, 0)] });
        answer.Reach(AnswerStage.Prefill, 10);
        Assert.Equal(("", "", "Reading the prompt: 40 % of 10 tokens"), Next());
        ((IOutputSink)answer).Thinking("Hm"u8);
        answer.AddText("Hel"u8);
        answer.Count(1, null);
        var (thinking, text, status) = Next();
        Assert.Equal(("Hm", "Hel"), (thinking, text));
        Assert.StartsWith("1 token, the first after ", status, StringComparison.Ordinal);
        answer.AddText("lo"u8);
        Assert.Equal("lo", Next().Text);
        Assert.Equal("running", view.Find(".answer").GetAttribute("data-stage"));
        Assert.Equal(0, _ended);

        answer.End(Records.Of().Result, null);
        _time.Advance(TimeSpan.FromMilliseconds(80));
        view.WaitForAssertion(() => Assert.Equal("ended", view.Find(".answer").GetAttribute("data-stage")));
        Assert.Equal("Hello", view.Find(".text").TextContent);
        Assert.Equal("tiny is done: 101 tokens.", view.Find("[role=status]").TextContent);
        view.WaitForAssertion(() => Assert.Equal(1, _ended));
    }

    [Theory]
    [InlineData(10, "Reading the prompt of 10 tokens")]
    [InlineData(0, "Reading the prompt")]
    public void Prefill_WithoutItsSlot_SaysWhatIsKnown(int tokens, string line)
    {
        var answer = new Answer("r1", "/v1/chat/completions", "{}", "tiny", 1);
        answer.Reach(AnswerStage.Prefill, tokens);
        Assert.Equal(line, Show(answer).Find("[data-status]").TextContent);
    }

    [Fact]
    public void Answer_ThatEnded_TellsItsFiguresAndLeadsToItsRequest()
    {
        var view = Show(Ended(text: "Hello", thinking: "Hm", result: Records.Of().Result with { Usage = new TokenUsage(200, 50, 101, 30) }));
        Assert.Equal("End of turn · 101 tokens · 100 tokens/s · the first after 112 ms · prompt 200 tokens, 50 of them from the cache · seed 7 Request", view.Find("[data-figures]").TextContent);
        Assert.Equal("requests?id=r1", view.Find("[data-figures] a").GetAttribute("href"));
        Assert.Equal(("Thinking, 30 tokens", "Hm"), (view.Find(".thinking summary").TextContent, view.Find(".thought").TextContent));
        Assert.Empty(view.FindAll("[role=alert], form"));
    }

    [Fact]
    public void Answer_ThatWasRefused_SaysWhyAndHasNoFigures()
    {
        var view = Show(Ended(calls: [s_call], error: new ApiError(503, "The model is loading.")));
        Assert.Equal("The model is loading.", view.Find("[role=alert]").TextContent);
        Assert.Empty(view.FindAll("[data-figures], form.results"));
    }

    [Fact]
    public void Calls_OfTheNewestAnswer_AreAnsweredTogetherInTheirOrder()
    {
        var view = Show(Ended(calls: [s_call, s_call with { Name = "time" }]));
        Assert.Equal(["Arguments of weather", "Arguments of time"], view.FindAll(".call pre").Select(c => c.GetAttribute("aria-label")));
        Dispatch(() => view.FindAll(".results textarea")[1], "onchange", new ChangeEventArgs { Value = "noon" });
        Dispatch(() => view.FindAll(".results textarea")[0], "onchange", new ChangeEventArgs { Value = "rain" });
        Assert.Equal("Send the results", view.Find(".results button").TextContent);
        Dispatch(() => view.Find(".results"), "onsubmit", EventArgs.Empty);
        Assert.Equal(["rain", "noon"], Assert.Single(_results));
    }

    [Fact]
    public void Calls_BrokenOrOfAnOlderAnswer_SaySoOrCannotBeAnswered()
    {
        var view = Show(Ended(calls: [s_call with { IsBroken = true }]), last: false);
        Assert.Contains("The call broke off before its end.", view.Find("[data-call=weather]").TextContent, StringComparison.Ordinal);
        Assert.Empty(view.FindAll("form"));
    }

    [Fact]
    public async Task Leaving_EndsTheFollowing_NotTheAnswer()
    {
        var answer = new Answer("r1", "/v1/chat/completions", "{}", "tiny", 1);
        Show(answer);
        await DisposeComponentsAsync();
        var told = Appended().Count;
        answer.AddText("more"u8);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(told, Appended().Count);
        Assert.False(answer.HasEnded);
    }

    private static Answer Ended(string text = "", string thinking = "", IReadOnlyList<AnswerCall>? calls = null, GenerationResult? result = null, ApiError? error = null) =>
        Answer.Restore("r1", "/v1/chat/completions", "{}", "tiny", text, thinking, calls ?? [], 0, result, error);

    private IRenderedComponent<AnswerView> Show(Answer answer, bool last = true) => Render<AnswerView>(p => p
        .Add(v => v.Answer, answer).Add(v => v.IsLast, last).Add(v => v.Ended, () => _ended++).Add(v => v.SendResults, _results.Add));

    // What the next tick appends.
    private (string Thinking, string Text, string Status) Next()
    {
        var before = Appended().Count;
        _time.Advance(TimeSpan.FromMilliseconds(80));
        Assert.True(SpinWait.SpinUntil(() => Appended().Count > before, TimeSpan.FromSeconds(20)));
        return Last();
    }

    private (string Thinking, string Text, string Status) Last() => Appended()[^1].Arguments is var a ? ((string)a[1]!, (string)a[2]!, (string)a[3]!) : default;

    private IReadOnlyList<JSRuntimeInvocation> Appended() => Calls(_browser, "append");
}
