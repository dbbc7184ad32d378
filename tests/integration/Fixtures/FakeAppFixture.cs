using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Pensieve.Console.Api;
using Pensieve.Console.Api.Chat;
using Pensieve.Console.Hosting;
using Pensieve.Engine;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Integration.Fixtures;

/// <summary>
/// The app in this process over a scripted engine: it says the same multi-byte words to everyone, honours token limits
/// and stop strings, and is slow to start, so that clients meet keep-alives before the first token.
/// </summary>
public sealed class FakeAppFixture : AppFixture
{
    private static readonly string[] s_words =
        ["Once", " upon", " a", " time", ",", " “näch", "tens” ", "漢字", " 😀", "\n", "the", " \\ end", "\u2028", " came", "."];

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
        _app = PensieveHost.Build([], services =>
        {
            services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            services.Configure<LoggerFilterOptions>(filter => filter.MinLevel = LogLevel.None);
            services.Configure<ApiOptions>(api => api.KeepAlive = TimeSpan.FromMilliseconds(10));
            services.RemoveAll<IEngine>();
            services.AddSingleton<IEngine>(engine);
            services.RemoveAll<IChatTemplates>();
            services.AddSingleton<IChatTemplates>(new ChatTemplates((_, _, _) => new ChatTemplateLookup(new FakeChatMl(), null)));
        });
        await _app.StartAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_app is null) return;
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task PlayAsync(FakeGeneration generation)
    {
        // The model's prefill time, of which keep-alives must fill some.
        generation.Queue();
        await Task.Delay(30);
        generation.Start();
        await Task.Delay(30);

        var request = generation.Request;
        var words = s_words.Take(request.MaxTokens ?? int.MaxValue).ToList();
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

        var end = stop is not null ? FinishReason.StopSequence : request.MaxTokens <= s_words.Length ? FinishReason.MaxTokens : FinishReason.EndOfTurn;
        generation.End(end, stop);
    }
}
