using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Pensieve.Console.Api;
using Pensieve.Console.Api.Chat;
using Pensieve.Console.Api.Reasoning;
using Pensieve.Console.Hosting;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Keys;
using Pensieve.Engine;
using Pensieve.Engine.Chat.Reasoning;
using Pensieve.Engine.Chat.Tools;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Integration.Fixtures;

/// <summary>
/// The app in this process over a scripted engine: it says the same multi-byte words to everyone, honours token limits
/// and stop strings, and is slow to start, so that clients meet keep-alives before the first token. Offered tools, it
/// calls get_weather twice; given results, it repeats them. Asked to think, it does so first. Told to hold the line, it begins
/// and says no more until its reader leaves.
/// </summary>
public sealed class FakeAppFixture : AppFixture
{
    /// <summary>What to say for an answer that does not end.</summary>
    public const string Hold = "Hold the line";

    private static readonly string[] s_words =
        ["Once", " upon", " a", " time", ",", " “näch", "tens” ", "漢字", " 😀", "\n", "the", " \\ end", "\u2028", " came", "."];

    private static readonly TemplateTools s_tools = new(ToolCallFormat.Hermes, true, true, true, true);

    private const string Calls =
        "Let me look.\n<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Zürich \\\"漢字\\\"\", \"days\": [1, 2.5, null]}}\n</tool_call>\n"
        + "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Rome\"}}\n</tool_call>";

    private const string Thought = "<think>\nLet me see: 漢字 😀 </thin\nso be it.\n</think>\n\nIt is so.";

    private static readonly TemplateThinking s_thinking = new(ReasoningFormat.Think, "enable_thinking", KnowsEffort: false);

    // The manifest of static assets is named after the app, and file watchers are few per user.
    private static readonly string[] s_arguments =
        ["--urls", "http://127.0.0.1:0", "--applicationName", "Pensieve.Console", "--hostBuilder:reloadConfigOnChange=false"];

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("pensieve-test-");
    private WebApplication? _app;

    /// <inheritdoc/>
    public override Uri Address => new(_app!.Urls.First());

    /// <inheritdoc/>
    public override string Model => "fake";

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        var engine = new FakeEngine { Current = new EngineSnapshot(1, EngineState.Ready, null, []) };
        var model = new FakeModel(Model) { Script = PlayAsync };
        model.Info = model.Info with { ChatTemplate = "chatml", LoadedAt = DateTimeOffset.UtcNow };
        engine.FakeModels.Add(model);
        _app = PensieveHost.Build([.. s_arguments, $"--Pensieve:Data={_data.FullName}"], services =>
        {
            services.Configure<ApiOptions>(api => api.KeepAlive = TimeSpan.FromMilliseconds(10));
            services.RemoveAll<ILoggerProvider>();
            services.RemoveAll<IEngine>();
            services.AddSingleton<IEngine>(engine);
            services.RemoveAll<IChatTemplates>();
            services.AddSingleton<IChatTemplates>(new ChatTemplates((_, _, _) => new ChatTemplateLookup(new FakeChatMl(), null, s_tools, s_thinking)));
        });
        await _app.StartAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_app is null) return;
        await _app.StopAsync();
        await _app.DisposeAsync();
        _data.Delete(recursive: true);
    }

    /// <summary>Makes a named key; from the first one on, callers must present one.</summary>
    /// <param name="limits">Null = none.</param>
    public async Task<string> CreateKeyAsync(KeyLimits? limits = null)
    {
        var manager = _app!.Services.GetRequiredService<KeyManager>();
        var wish = new NewKey($"test {Guid.NewGuid()}", AccessLevel.Inference, limits ?? new KeyLimits(), ExpiresAt: null);
        return (await manager.CreateAsync(wish, "tests", CancellationToken.None)).Value!.Secret;
    }

    private static async Task PlayAsync(FakeGeneration generation)
    {
        // The model's prefill time, of which keep-alives must fill some.
        generation.Queue();
        await Task.Delay(30);
        generation.Start();
        await Task.Delay(30);

        var request = generation.Request;
        var segments = request.Prompt.Segments;
        if (segments.Any(s => s.Text.Contains(Hold, StringComparison.Ordinal)))
        {
            generation.Say("I do"u8);
            return;
        }

        var thinks = segments.Any(s => s.Text == "enable_thinking=true");
        IReadOnlyList<string> said = thinks ? InPieces(Thought) : segments.Any(s => s.Text == "<|tools|>") ? SayWithTools(segments) : s_words;
        if (thinks) generation.ReasoningTokens = said.Count - InPieces("It is so.").Count;
        var words = said.Take(request.MaxTokens ?? int.MaxValue).ToList();
        var text = string.Concat(words);
        var stop = request.StopSequences.Where(s => text.Contains(s, StringComparison.Ordinal)).MinBy(s => text.IndexOf(s, StringComparison.Ordinal));
        if (stop is not null) words = [text[..text.IndexOf(stop, StringComparison.Ordinal)]];
        foreach (var word in words)
        {
            var bytes = Encoding.UTF8.GetBytes(word);
            var logProb = new TokenLogProb(1, bytes, -0.5f);
            generation.Say(bytes, 1, request.Sampling.TopLogProbs is null ? null : [new TokenLogProbs(logProb, [logProb])]);
            await Task.Yield();
        }

        var end = stop is not null ? FinishReason.StopSequence : request.MaxTokens <= said.Count ? FinishReason.MaxTokens : FinishReason.EndOfTurn;
        generation.End(end, stop);
    }

    private static List<string> SayWithTools(ImmutableArray<PromptSegment> segments)
    {
        var results = segments.Select((s, i) => (s.Text, Next: i + 1 < segments.Length ? segments[i + 1].Text : "")).Where(p => p.Text == "<|tool|>").Select(p => p.Next).ToList();
        var text = results.Count == 0 ? Calls : "It is " + string.Join(" and ", results) + ".";
        return InPieces(text);
    }

    private static List<string> InPieces(string text) => [.. text.EnumerateRunes().Chunk(3).Select(runes => string.Concat(runes))];
}
