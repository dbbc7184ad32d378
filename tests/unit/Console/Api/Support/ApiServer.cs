using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Pensieve.Console.Api;
using Pensieve.Console.Api.Chat;
using Pensieve.Console.Api.Reasoning;
using Pensieve.Console.Hosting;
using Pensieve.Engine;
using Pensieve.Engine.Chat.Tools;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Unit.Console.Api.Support;

/// <summary>The real app on Kestrel and a free port, with a scripted engine behind it.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    // The manifest of static assets is named after the app, and file watchers are few per user.
    private static readonly string[] s_arguments =
        ["--urls", "http://127.0.0.1:0", "--applicationName", "Pensieve.Console", "--hostBuilder:reloadConfigOnChange=false"];

    /// <summary>A template that can do everything with tools.</summary>
    public static readonly TemplateTools HermesTools = new(ToolCallFormat.Hermes, true, true, true, true);

    private readonly WebApplication _app;
    private readonly DirectoryInfo _data;

    private ApiServer(WebApplication app, FakeEngine engine, DirectoryInfo data)
    {
        _data = data;
        _app = app;
        Engine = engine;
        Address = new Uri(app.Urls.First());
        Client = new HttpClient { BaseAddress = Address };
    }

    public FakeEngine Engine { get; }

    public FakeModel Model => Engine.FakeModels[0];

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<ApiServer> StartAsync(
        Action<IServiceCollection>? configure = null, FakeChatMl? template = null, TemplateTools? tools = null, TemplateThinking? thinking = null, params string[] arguments)
    {
        var engine = new FakeEngine();
        var model = new FakeModel("tiny");
        model.Info = model.Info with { ChatTemplate = "chatml", LoadedAt = DateTimeOffset.UnixEpoch.AddYears(56) };
        engine.FakeModels.Add(model);
        engine.Current = new EngineSnapshot(1, EngineState.Ready, null, []);
        var data = Directory.CreateTempSubdirectory("pensieve-test-");
        var app = PensieveHost.Build([.. s_arguments, $"--Pensieve:Data={data.FullName}", .. arguments], services =>
        {
            services.RemoveAll<ILoggerProvider>();
            services.RemoveAll<IEngine>();
            services.AddSingleton<IEngine>(engine);
            services.RemoveAll<IChatTemplates>();
            services.AddSingleton<IChatTemplates>(new ChatTemplates((_, _, _) => new ChatTemplateLookup(template ?? new FakeChatMl(), null, tools ?? HermesTools, thinking)));
            configure?.Invoke(services);
        });
        await app.StartAsync();
        return new ApiServer(app, engine, data);
    }

    public Task<HttpResponseMessage> PostAsync(string path, string json) =>
        Client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));

    public async Task<JsonElement> PostForJsonAsync(string path, string json)
    {
        using var response = await PostAsync(path, json);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {body}");
        return JsonElement.Parse(body);
    }

    /// <summary>The whole stream as it stood on the wire.</summary>
    public async Task<string> PostForStreamAsync(string path, string json)
    {
        using var response = await PostAsync(path, json);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {body}");
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return body;
    }

    /// <summary>Text of the prompt that the engine got last.</summary>
    public string LastPrompt => string.Concat(LastRequest.Prompt.Segments.Select(s => s.Text));

    public GenerationRequest LastRequest => Model.Submitted[^1];

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
