using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Pensieve.Console.Features.Logs;
using Pensieve.Console.Features.Requests;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Console.Features.Settings.Values;
using Pensieve.Engine;
using Pensieve.Engine.Models;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Features.Settings;

/// <summary>/api/settings over real HTTP, and that every value is honoured.</summary>
public sealed class SettingsRouteTests : IAsyncLifetime
{
    private readonly DirectoryInfo _models = Directory.CreateTempSubdirectory("pensieve-test-");
    private string _model = "";
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _model = Path.Combine(_models.FullName, "m.gguf");
        await File.WriteAllTextAsync(_model, "GGUF");
        _server = await ApiServer.StartAsync(arguments: ["--Pensieve:SignIn=off", $"--Api:ModelRoots:test={_models.FullName}"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _models.Delete(recursive: true);
    }

    [Fact]
    public async Task Settings_Concurrency_IsToldByTheVersion()
    {
        using var first = await SendAsync(HttpMethod.Get, "");
        Assert.Equal("\"0\"", first.Headers.ETag!.Tag);
        var view = await JsonAsync(first, 200);
        var drain = view.GetProperty("settings").EnumerateArray().Single(s => s.GetProperty("name").GetString() == SettingTable.Drain);
        Assert.Equal((30, 30, false), (drain.GetProperty("value").GetInt32(), drain.GetProperty("default").GetInt32(), drain.GetProperty("isChanged").GetBoolean()));
        Assert.Contains(view.GetProperty("startup").EnumerateArray(), s => s.GetProperty("name").GetString() == "port" && s.GetProperty("reason").GetString()!.Contains("--port", StringComparison.Ordinal));

        Assert.Equal("\"1\"", (await SendAsync(HttpMethod.Patch, "", """{"server.drainSeconds":5}""", "\"0\"")).Headers.ETag!.Tag);
        var late = await JsonAsync(await SendAsync(HttpMethod.Patch, "", """{"server.drainSeconds":6}""", "\"0\""), 412);
        Assert.Contains("version 1", late.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(428, (int)(await SendAsync(HttpMethod.Put, "", "{}")).StatusCode);
        Assert.Equal(400, (int)(await SendAsync(HttpMethod.Patch, "", "{}", "W/x")).StatusCode);
        Assert.Equal("\"2\"", (await SendAsync(HttpMethod.Put, "", """{"alerts.webhookPrivate":true}""", "\"1\"")).Headers.ETag!.Tag);

        Assert.Equal("\"3\"", (await SendAsync(HttpMethod.Post, "/rollback", """{"version":1}""")).Headers.ETag!.Tag);
        Assert.Equal(412, (int)(await SendAsync(HttpMethod.Post, "/rollback", """{"version":2}""", "\"2\"")).StatusCode);
        var history = await JsonAsync(await SendAsync(HttpMethod.Get, "/history"), 200);
        Assert.Equal([3, 2, 1], history.EnumerateArray().Select(v => v.GetProperty("version").GetInt32()));
        Assert.Equal(1, history[0].GetProperty("restored").GetInt32());
    }

    [Fact]
    public async Task Patch_WrongValues_AreAllListedAndNoneIsTaken()
    {
        var error = await JsonAsync(await SendAsync(HttpMethod.Patch, "", """{"server.drainSeconds":"5","requests.timeoutSeconds":-1,"access.hosts":["a",1],"no.such":1,"requests.keepBodies":true}"""), 400);
        var detail = error.GetProperty("detail").GetString()!;
        Assert.All(new[] { "server.drainSeconds: must be a number", "requests.timeoutSeconds: must be a whole number", "access.hosts: must be an array", "no.such: is not a setting" }, w => Assert.Contains(w, detail, StringComparison.Ordinal));
        Assert.Equal(0, _server.Services.GetRequiredService<RuntimeSettings>().Current.Version);
    }

    [Fact]
    public async Task Values_OnceChanged_AreHonouredAtOnce()
    {
        using var before = await ChatAsync("other");
        Assert.Equal(404, (int)before.StatusCode);
        Assert.Equal((403, 403), (await StatusAsync("Origin", "https://chat.example"), await StatusAsync("Host", "pensieve.example")));
        ModelLoadOptions? loaded = null;
        _server.Engine.OnLoad = options =>
        {
            loaded = options;
            return new LoadOutcome(null, "no");
        };

        await JsonAsync(await SendAsync(HttpMethod.Patch, "", """
            {"requests.mapUnknownModels":true,"requests.timeoutSeconds":77,"requests.maxTokens":12,"requests.maxBodyMiB":1,"requests.keepBodies":true,
             "requests.keepAliveSeconds":3,"requests.writeDeadlineSeconds":4,"models.queue":9,"access.origins":["https://chat.example"],"access.hosts":["pensieve.example"],
             "retention.runs":3,"retention.runsMiB":5,"logs.level":"warning"}
            """), 200);

        using (var chat = await ChatAsync("other")) Assert.Equal(200, (int)chat.StatusCode);
        Assert.Equal((TimeSpan.FromSeconds(77), 12), (_server.LastRequest.Deadline, _server.LastRequest.MaxTokens));
        Assert.Equal((200, 200), (await StatusAsync("Origin", "https://chat.example"), await StatusAsync("Host", "pensieve.example")));
        using (var large = await _server.PostAsync("/v1/chat/completions", new string(' ', 3 << 19))) Assert.Equal(413, (int)large.StatusCode);
        Assert.True(_server.Services.GetRequiredService<RequestBodies>().Enabled);
        var api = _server.Services.GetRequiredService<IOptionsMonitor<Pensieve.Console.Api.ApiOptions>>().CurrentValue;
        Assert.Equal((3, 4), (api.KeepAlive.TotalSeconds, api.WriteDeadline.TotalSeconds));
        var runs = _server.Services.GetRequiredService<IOptionsMonitor<RunOptions>>().CurrentValue;
        Assert.Equal((3, 5L << 20), (runs.Keep, runs.KeepBytes));
        Assert.Equal(LogLevel.Warning, _server.Services.GetRequiredService<LogRing>().Level);

        await JsonAsync(await SendAsync(HttpMethod.Patch, "", """{"requests.keepBodies":null,"access.origins":null,"requests.mapUnknownModels":null}"""), 200);
        Assert.False(_server.Services.GetRequiredService<RequestBodies>().Enabled);
        Assert.Equal(403, await StatusAsync("Origin", "https://chat.example"));
        using (var chat = await ChatAsync("other")) Assert.Equal(404, (int)chat.StatusCode);
        using var load = await _server.PostAsync("/api/models/load", JsonSerializer.Serialize(new { path = _model }));
        Assert.Equal(9, loaded?.QueueCapacity);
    }

    [Fact]
    public async Task Logs_OverHttp_AreFilteredAndDownloaded()
    {
        var ring = _server.Services.GetRequiredService<LogRing>();
        ring.Add(DateTimeOffset.UnixEpoch, LogLevel.Error, "Pensieve.A", 7, "broken\nforged line");
        var page = JsonElement.Parse(await _server.Client.GetStringAsync("/api/logs?level=error&q=broken"));
        Assert.Equal("broken\nforged line", Assert.Single(page.GetProperty("lines").EnumerateArray()).GetProperty("message").GetString());
        var text = await _server.Client.GetStringAsync("/api/logs?level=error&q=broken&format=text");
        Assert.Equal("1970-01-01T00:00:00.000Z Error    A  broken⏎forged line\n", text);
        foreach (var query in new[] { "level=loud", "after=x", "format=xml" })
        {
            using var refused = await _server.Client.GetAsync("/api/logs?" + query);
            Assert.Equal(400, (int)refused.StatusCode);
        }
    }

    private async Task<int> StatusAsync(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        if (header == "Host") request.Headers.Host = value;
        else request.Headers.Add(header, value);
        using var response = await _server.Client.SendAsync(request);
        return (int)response.StatusCode;
    }

    private Task<HttpResponseMessage> ChatAsync(string model) =>
        _server.PostAsync("/v1/chat/completions", $$"""{"model":"{{model}}","messages":[{"role":"user","content":"hi"}]}""");

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, string? ifMatch = null)
    {
        var request = new HttpRequestMessage(method, "/api/settings" + path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await _server.Client.SendAsync(request);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response, int status)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode}: {body}");
        return JsonElement.Parse(body);
    }
}
