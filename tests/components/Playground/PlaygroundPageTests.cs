using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Playground;
using Pensieve.Console.Features.Playground.Keeping;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Components.Playground;

public sealed class PlaygroundPageTests : ComponentTest
{
    private readonly FakeEngine _engine = new();
    private readonly FakeModel _model = new("tiny");
    private readonly ConsoleServices _services;

    public PlaygroundPageTests()
    {
        _model.Info = _model.Info with { ChatTemplate = "chatml" };
        _engine.FakeModels.Add(_model);
        _services = new ConsoleServices(Services, _engine);
    }

    [Fact]
    public void Send_Chat_ShowsTheAnswerAndItsFigures()
    {
        var page = Open();
        Say(page, "Hi");
        page.WaitForAssertion(() => Assert.Equal("Hello world", page.Find(".answer .text").TextContent));
        Assert.Contains("2 tokens", page.Find("[data-figures]").TextContent, StringComparison.Ordinal);
        Assert.Equal("playground.chat", _model.Submitted[0].Source);
        Assert.Equal(512, _model.Submitted[0].MaxTokens);
        Assert.EndsWith("<|user|>Hi<|end|><|assistant|>", Prompt(0), StringComparison.Ordinal);

        Say(page, "And?");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[data-figures]").Count));
        Assert.Contains("<|assistant|>Hello world<|end|><|user|>And?", Prompt(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_WhileItRuns_FindsTheConversationAndItsEnd()
    {
        var go = new TaskCompletionSource();
        _model.Script = async g =>
        {
            g.Start();
            g.Say("Hel"u8);
            await go.Task;
            g.Say("lo"u8);
            g.End(FinishReason.EndOfTurn);
        };
        var page = Open();
        Say(page, "Hi");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-stop]")));
        await DisposeComponentsAsync();
        Assert.Empty(_model.Cancelled);
        var again = Render<PlaygroundPage>();
        Assert.Equal("Hi", again.Find(".said").LastChild!.TextContent);
        go.SetResult();
        again.WaitForAssertion(() => Assert.Equal("Hello", again.Find(".answer .text").TextContent));
        again.WaitForAssertion(() => Assert.NotEmpty(again.FindAll("[data-send]")));
    }

    [Fact]
    public async Task Restart_AfterAnAnswerAndDuringOne_ShowsTheFirstAndSaysWhatBecameOfTheSecond()
    {
        var page = Open();
        Say(page, "Hi");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-figures]")));
        _model.Script = g =>
        {
            g.Start();
            return Task.CompletedTask;
        };
        Say(page, "And?");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-stop]")));
        var id = page.FindComponent<ConversationPanel>().Instance.Current;
        Assert.True(await Services.GetRequiredService<ConversationKeeper>().StepAsync(CancellationToken.None));

        var restarted = new PlaygroundSessions(Services.GetRequiredService<PlaygroundRunner>(), Services.GetRequiredService<ConversationRepository>(), Services.GetRequiredService<ConversationKeeper>());
        var session = await restarted.FindAsync(id, CancellationToken.None);
        var entries = session!.Sides.Single().Entries;
        Assert.Equal(["Hi", "", "And?", ""], entries.Select(e => e.Text));
        Assert.Equal(("Hello world", 2), (entries[1].Answer!.Text, entries[1].Answer!.Result!.Usage.OutputTokens));
        Assert.Contains("stopped before this answer was done", entries[3].Answer!.Error!.Message, StringComparison.Ordinal);
        Assert.False(session.IsRunning);
        Assert.Equal("", session.Draft);
        Assert.Null(await restarted.FindAsync("no-such", CancellationToken.None));

        Dispatch(() => page.Find(".earlier"), "ontoggle", EventArgs.Empty);
        page.WaitForAssertion(() => Assert.Equal("Hi", page.Find("[data-conversation] a").TextContent));
    }

    [Fact]
    public void Stop_EndsTheGeneration()
    {
        _model.Script = g =>
        {
            g.Start();
            g.Say("Hel"u8);
            return Task.CompletedTask;
        };
        var page = Open();
        Say(page, "Hi");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-stop]")));
        Click(() => page.Find("[data-stop]"));
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-send]")));
        page.WaitForAssertion(() => Assert.Single(_model.Cancelled));
    }

    [Fact]
    public void Parameter_OutOfRange_IsTheApisErrorAtItsField()
    {
        var page = Open();
        Dispatch(() => page.Find("input[name=temperature]"), "onchange", new ChangeEventArgs { Value = "7" });
        Say(page, "Hi");
        page.WaitForAssertion(() => Assert.Contains("temperature: must be a number from 0 to 2", page.Find(".fault").TextContent, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Equal("true", page.Find("input[name=temperature]").GetAttribute("aria-invalid")));
        Assert.Empty(_model.Submitted);
    }

    [Fact]
    public void SideBySide_SendsOnePromptTwice_WithOwnSettings()
    {
        var page = Open();
        Click(() => page.FindAll(".page-head .button").First(b => b.TextContent.Contains("Side by side", StringComparison.Ordinal)));
        Dispatch(() => page.FindAll("input[name=temperature]")[1], "onchange", new ChangeEventArgs { Value = "0" });
        Say(page, "Hi");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("[data-figures]").Count));
        Assert.Equal([0f, 1f], _model.Submitted.Select(r => r.Sampling.Temperature).Order());
        Assert.Single(_model.Submitted.Select(r => string.Concat(r.Prompt.Segments.Select(s => s.Text))).Distinct());
    }

    [Fact]
    public void Completion_ContinuesTheTextAsItIs()
    {
        var page = Open();
        Click(() => page.FindAll(".segments button").First(b => b.TextContent == "Completion"));
        Say(page, "Once upon");
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-figures]")));
        Assert.Equal(("playground.text", "Once upon"), (_model.Submitted[0].Source, Prompt(0)));
    }

    [Fact]
    public async Task LogProbs_AreChipsWithATable_AndACaseKeepsTheExchange()
    {
        _model.Script = g =>
        {
            g.Start();
            g.Say("Yes"u8, 1, [new TokenLogProbs(Token(7, "Yes", -0.1f), [Token(7, "Yes", -0.1f), Token(9, "No", -2.3f)])]);
            g.End(FinishReason.EndOfTurn);
            return Task.CompletedTask;
        };
        var page = Open();
        Dispatch(() => page.Find("input[name=top_logprobs]"), "onchange", new ChangeEventArgs { Value = "2" });
        Say(page, "Sure?");
        page.WaitForAssertion(() => Assert.Equal("Yes", page.Find(".chip").TextContent));
        Click(() => page.Find(".chip"));
        Assert.Equal(2, page.FindAll(".logprobs tbody tr").Count);
        Assert.Contains("10.03 %", page.Find(".logprobs table").TextContent, StringComparison.Ordinal);

        Click(() => page.FindAll(".after button").First(b => b.TextContent.Contains("test case", StringComparison.Ordinal)));
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[data-case]")));
        var line = (await Services.GetRequiredService<PlaygroundRepository>().CasesAsync(CancellationToken.None)).Value![0].Line;
        Assert.DoesNotContain('\n', line);
        Assert.Contains("\"answer\":\"Yes\"", line, StringComparison.Ordinal);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _services.Dispose();
    }

    private static TokenLogProb Token(int id, string text, float log) => new(id, Encoding.UTF8.GetBytes(text), log);

    private IRenderedComponent<PlaygroundPage> Open() => Render<PlaygroundPage>();

    private string Prompt(int request) => string.Concat(_model.Submitted[request].Prompt.Segments.Select(s => s.Text));

    private void Say(IRenderedComponent<PlaygroundPage> page, string text)
    {
        Dispatch(() => page.Find("#say"), "oninput", new ChangeEventArgs { Value = text });
        Dispatch(() => page.Find("form.composer"), "onsubmit", EventArgs.Empty);
    }
}
