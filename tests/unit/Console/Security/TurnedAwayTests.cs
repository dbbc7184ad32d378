using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Live;
using Pensieve.Console.Security.Keys;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Security;

public sealed class TurnedAwayTests
{
    private const string Chat = """{"model":"tiny","messages":[{"role":"user","content":"Hello"}]}""";

    [Fact]
    public async Task Errors_BeforeAGeneration_AreKeptWithIdRouteAndReason()
    {
        await using var server = await ApiServer.StartAsync();
        using var unknown = await server.PostAsync("/v1/chat/completions?key=secret", Chat.Replace("tiny", "gpt-x", StringComparison.Ordinal));
        using var invalid = await server.PostAsync("/v1/messages", "{}");
        using var route = await server.Client.GetAsync("/v1/nothing");
        server.Model.OnSubmit = _ => new EngineFailure(FailureKind.QueueFull, "Busy.");
        using var refused = await server.PostAsync("/v1/chat/completions", Chat);
        server.Model.OnEmbed = _ => new EngineFailure(FailureKind.QueueFull, "Busy.");
        using var embedding = await server.PostAsync("/v1/embeddings", """{"model":"tiny","input":"x"}""");

        var ring = server.Services.GetRequiredService<TurnedAwayRing>();
        var kept = ring.Read();
        Assert.Equal(5, ring.Total);
        Assert.Equal([429, 429, 404, 400, 404], kept.Select(r => r.Status));
        Assert.Equal(["/v1/embeddings", "/v1/chat/completions", "/v1/nothing", "/v1/messages", "/v1/chat/completions"], kept.Select(r => r.Path));
        Assert.Equal(new[] { embedding, refused, route, invalid, unknown }.Select(a => a.Headers.GetValues("x-request-id").Single()), kept.Select(r => r.Id));
        Assert.Equal("model_not_found", kept[4].Code);
        Assert.Contains("gpt-x", kept[4].Message, StringComparison.Ordinal);
        Assert.Equal("this machine", kept[4].Caller);
        Assert.Equal("127.0.0.1", kept[4].Address);
    }

    [Fact]
    public async Task Errors_OfAcceptedGenerations_AreOnlyCounted()
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.Script = g => { g.End(FinishReason.Failed, failure: new EngineFailure(FailureKind.DecodeFailed, "Broken.")); return Task.CompletedTask; };
        using var failed = await server.PostAsync("/v1/messages", """{"model":"tiny","max_tokens":5,"messages":[{"role":"user","content":"Hello"}]}""");
        Assert.Equal(500, (int)failed.StatusCode);
        Assert.Empty(server.Services.GetRequiredService<TurnedAwayRing>().Read());
        Assert.Contains("\npensieve_http_errors_total{dialect=\"anthropic\",status=\"500\"} 1\n", await server.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_OfTheServersOwnRuns_PushNobodyOut()
    {
        await using var server = await ApiServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/nothing");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.Services.GetRequiredService<KeyRing>().RunnerKey);
        using var answer = await server.Client.SendAsync(request);
        Assert.Equal(404, (int)answer.StatusCode);
        var ring = server.Services.GetRequiredService<TurnedAwayRing>();
        Assert.Equal((1, 1, 0), (ring.Total, ring.OfRuns, ring.Read().Count));
    }

    [Fact]
    public async Task Success_IsNotKept()
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostForJsonAsync("/v1/chat/completions", Chat);
        Assert.Equal(0, server.Services.GetRequiredService<TurnedAwayRing>().Total);
        Assert.DoesNotContain("pensieve_http_errors_total", await server.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Api_ListsTheNewestFirst()
    {
        await using var server = await ApiServer.StartAsync();
        for (var i = 0; i < 3; i++) (await server.Client.GetAsync($"/v1/nothing{i}")).Dispose();
        var list = JsonElement.Parse(await server.Client.GetStringAsync("/api/requests/turned-away?count=2"));
        Assert.Equal(["/v1/nothing2", "/v1/nothing1"], list.EnumerateArray().Select(r => r.GetProperty("path").GetString()));
        using var wrong = await server.Client.GetAsync("/api/requests/turned-away?count=0");
        Assert.Equal(400, (int)wrong.StatusCode);
    }

    [Fact]
    public void Ring_Floods_StayBoundedAndShort()
    {
        var ring = new TurnedAwayRing();
        var path = new string('p', TurnedAwayRing.PathLength - 1) + "\U0001F9E0";
        for (var i = 0; i < TurnedAwayRing.Capacity + 5; i++)
            ring.Add(new TurnedAwayRequest($"r{i}", DateTimeOffset.UnixEpoch, "GET", path, 404, null, new string('m', 100_000), null, null));
        var kept = ring.Read();
        Assert.Equal(TurnedAwayRing.Capacity, kept.Count);
        Assert.Equal(TurnedAwayRing.Capacity + 5, ring.Total);
        Assert.Equal($"r{TurnedAwayRing.Capacity + 4}", kept[0].Id);
        Assert.Equal(TurnedAwayRing.MessageLength + 1, kept[0].Message.Length);
        Assert.Equal(new string('p', TurnedAwayRing.PathLength - 1) + "…", kept[0].Path);
    }
}
