using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Models;
using Pensieve.Engine;
using Pensieve.Engine.Models;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Features.Models;

/// <summary>Aliases and defaults over real HTTP.</summary>
public sealed class ModelRouteTests : IAsyncLifetime
{
    private readonly DirectoryInfo _models = Directory.CreateTempSubdirectory("pensieve-test-");
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_models.FullName, "m.gguf"), "GGUF");
        _server = await ApiServer.StartAsync(arguments: $"--Api:ModelRoots:test={_models.FullName}");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _models.Delete(recursive: true);
    }

    [Fact]
    public async Task Alias_SetListedServedAndRemoved()
    {
        Assert.Equal(("gpt-4o", "tiny", true), Read(await JsonAsync(HttpMethod.Put, "aliases/gpt-4o", """{"model":"tiny"}""", 200)));
        Assert.Equal(("openai/small", "other", false), Read(await JsonAsync(HttpMethod.Put, "aliases/openai%2Fsmall", """{"model":"other"}""", 200)));
        using (var chat = await _server.PostAsync("/v1/chat/completions", Route.Chat.With("model", "\"gpt-4o\""))) Assert.Equal(200, (int)chat.StatusCode);
        Assert.Equal(["gpt-4o", "openai/small"], (await JsonAsync(HttpMethod.Get, "aliases", null, 200)).EnumerateArray().Select(a => a.GetProperty("alias").GetString()));

        await JsonAsync(HttpMethod.Delete, "aliases/openai/small", null, 204);
        Assert.Contains("no alias 'openai/small'", Detail(await JsonAsync(HttpMethod.Delete, "aliases/openai/small", null, 404)), StringComparison.Ordinal);
        Assert.Single((await JsonAsync(HttpMethod.Get, "aliases", null, 200)).EnumerateArray());
    }

    [Theory]
    [InlineData("aliases/x", "{}", "model: is required")]
    [InlineData("aliases/x", """{"model":""}""", "Say which model")]
    [InlineData("aliases/a%20b", """{"model":"tiny"}""", "no spaces")]
    [InlineData("aliases/tiny", """{"model":"tiny"}""", "differ from the model's own id")]
    [InlineData("m.gguf/defaults", """{"parallel":0}""", "parallel: must be an integer from 1")]
    [InlineData("m.gguf/defaults", """{"kvType":"q3"}""", "kvType: must be one of f16")]
    [InlineData("m.gguf/defaults", """{"context":4096}""", "context")]
    public async Task Put_WhatCannotBe_IsRefusedAndChangesNothing(string path, string body, string why)
    {
        Assert.Contains(why, Detail(await JsonAsync(HttpMethod.Put, path, body, 400)), StringComparison.Ordinal);
        Assert.Empty((await JsonAsync(HttpMethod.Get, "aliases", null, 200)).EnumerateArray());
        Assert.Empty((await JsonAsync(HttpMethod.Get, "defaults", null, 200)).EnumerateObject());
    }

    [Fact]
    public async Task Defaults_SetOverHttp_AreThoseOfTheNextLoadUntilTheyAreForgotten()
    {
        ModelLoadOptions? loaded = null;
        _server.Engine.OnLoad = options =>
        {
            loaded = options;
            return new LoadOutcome(null, "no");
        };
        Assert.Equal(JsonValueKind.Null, (await JsonAsync(HttpMethod.Get, "m.gguf/defaults", null, 200)).GetProperty("parallel").ValueKind);
        Assert.Contains("no file 'n.gguf'", Detail(await JsonAsync(HttpMethod.Put, "n.gguf/defaults", "{}", 404)), StringComparison.Ordinal);

        var kept = await JsonAsync(HttpMethod.Put, "m.gguf/defaults", """{"contextSize":4096,"parallel":4,"kvType":"q8_0"}""", 200);
        Assert.Equal((4096, JsonValueKind.Null), (kept.GetProperty("contextSize").GetInt32(), kept.GetProperty("parallel").ValueKind));
        await LoadAsync();
        Assert.Equal((4096, 4, "q8_0"), (loaded!.ContextSize, loaded.Parallel, loaded.KvType));
        Assert.Equal(new SavedLoadOptions(ContextSize: 4096, KvType: "q8_0"), _server.Services.GetRequiredService<ModelSettings>().DefaultsFor("m.gguf"));

        await JsonAsync(HttpMethod.Delete, "m.gguf/defaults", null, 204);
        await JsonAsync(HttpMethod.Delete, "m.gguf/defaults", null, 404);
        await LoadAsync();
        Assert.Equal("f16", loaded!.KvType);
    }

    private async Task LoadAsync()
    {
        using var _ = await _server.PostAsync("/api/models/load", JsonSerializer.Serialize(new { path = Path.Combine(_models.FullName, "m.gguf") }));
    }

    private async Task<JsonElement> JsonAsync(HttpMethod method, string path, string? body, int expected)
    {
        using var request = new HttpRequestMessage(method, "/api/models/" + path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _server.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == (int)response.StatusCode, $"{(int)response.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    private static (string?, string?, bool) Read(JsonElement alias) => (alias.GetProperty("alias").GetString(), alias.GetProperty("model").GetString(), alias.GetProperty("isLoaded").GetBoolean());

    private static string Detail(JsonElement error) => error.GetProperty("detail").GetString()!;
}
