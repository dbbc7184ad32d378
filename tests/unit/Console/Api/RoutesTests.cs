using System.Text.Json;
using Pensieve.Engine;
using Pensieve.Engine.Models;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api;

public sealed class RoutesTests
{
    [Fact]
    public async Task Models_OneShape_SatisfiesBothVendors()
    {
        await using var server = await ApiServer.StartAsync();
        var list = await GetAsync(server, "/v1/models");
        Assert.Equal("list", list.GetProperty("object").GetString());
        Assert.False(list.GetProperty("has_more").GetBoolean());
        var model = list.GetProperty("data")[0];
        Assert.Equal(("tiny", "model", "model", "pensieve"), (model.GetProperty("id").GetString(), model.GetProperty("type").GetString(),
            model.GetProperty("object").GetString(), model.GetProperty("owned_by").GetString()));
        Assert.Equal(model.GetProperty("created").GetInt64(), model.GetProperty("created_at").GetDateTimeOffset().ToUnixTimeSeconds());
        Assert.Equal(2048, model.GetProperty("max_input_tokens").GetInt32());
        Assert.Equal(model.ToString(), (await GetAsync(server, "/v1/models/tiny")).ToString());
        using var missing = await server.Client.GetAsync("/v1/models/other/name");
        Assert.Equal(404, (int)missing.StatusCode);
    }

    [Theory]
    [InlineData("", "tiny,b,c,d", false)]
    [InlineData("?limit=2", "tiny,b", true)]
    [InlineData("?limit=1000", "tiny,b,c,d", false)]
    [InlineData("?after_id=b&limit=1", "c", true)]
    [InlineData("?after_id=c", "d", false)]
    [InlineData("?before_id=d&limit=2", "b,c", true)]
    [InlineData("?before_id=tiny", "", false)]
    public async Task Models_Paged_AreTheRightOnes(string query, string ids, bool hasMore)
    {
        await using var server = await ApiServer.StartAsync();
        foreach (var id in new[] { "b", "c", "d" }) server.Engine.FakeModels.Add(new FakeModel(id));
        var list = await GetAsync(server, "/v1/models" + query);
        Assert.Equal(ids, string.Join(',', list.GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString())));
        Assert.Equal(hasMore, list.GetProperty("has_more").GetBoolean());
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=x")]
    [InlineData("?limit=1001")]
    [InlineData("?after_id=gone")]
    public async Task Models_BadPaging_IsA400(string query)
    {
        await using var server = await ApiServer.StartAsync();
        using var response = await server.Client.GetAsync("/v1/models" + query);
        Assert.Equal(400, (int)response.StatusCode);
    }

    [Theory]
    [InlineData(EngineState.Ready, 200)]
    [InlineData(EngineState.Degraded, 200)]
    [InlineData(EngineState.Idle, 503)]
    [InlineData(EngineState.Loading, 503)]
    [InlineData(EngineState.Restarting, 503)]
    [InlineData(EngineState.Failed, 503)]
    [InlineData(EngineState.Draining, 503)]
    public async Task Health_EveryState_HasItsStatusAndReason(EngineState state, int expected)
    {
        await using var server = await ApiServer.StartAsync();
        server.Engine.Current = new EngineSnapshot(1, state, null, [new ModelSnapshot { Id = "tiny", State = state, Reason = "why" }]);
        using var live = await server.Client.GetAsync("/health/live");
        using var ready = await server.Client.GetAsync("/health/ready");
        using var all = await server.Client.GetAsync("/health");
        Assert.Equal((200, expected, expected), ((int)live.StatusCode, (int)ready.StatusCode, (int)all.StatusCode));
        var json = JsonElement.Parse(await ready.Content.ReadAsStringAsync());
        Assert.Equal(expected == 503, json.GetProperty("reason").ValueKind == JsonValueKind.String);
        Assert.Equal("why", JsonElement.Parse(await all.Content.ReadAsStringAsync()).GetProperty("components").GetProperty("model:tiny").GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/hello")]
    public async Task Probes_Head_AreAnswered(string path)
    {
        await using var server = await ApiServer.StartAsync();
        using var response = await server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task Ops_Reads_ShowTheEngine()
    {
        await using var server = await ApiServer.StartAsync();
        server.Engine.Devices.Add(new DeviceInfo("CPU", "A processor", "cpu", 5, 3));
        server.Engine.Recent.Add(new RequestRecord("r1", "tiny", "test", true, DateTimeOffset.UnixEpoch, new GenerationResult { Reason = FinishReason.MaxTokens }));
        server.Engine.Current = new EngineSnapshot(1, EngineState.Ready, null, [new ModelSnapshot
        {
            Id = "tiny", State = EngineState.Ready, Info = server.Model.Info, Slots = [new SlotSnapshot(0, SlotState.Prefill, "r2", 9, 3, 0)],
        }]);
        Assert.Equal("CPU", (await GetAsync(server, "/api/devices"))[0].GetProperty("name").GetString());
        Assert.Equal("MaxTokens", (await GetAsync(server, "/api/requests?count=5"))[0].GetProperty("reason").GetString());
        Assert.Equal("Prefill", (await GetAsync(server, "/api/slots"))[0].GetProperty("slots")[0].GetProperty("state").GetString());
        Assert.Equal("tiny", (await GetAsync(server, "/api/models"))[0].GetProperty("id").GetString());
        var snapshot = await GetAsync(server, "/api/snapshot");
        Assert.Equal("Ready", snapshot.GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, snapshot.GetProperty("models")[0].GetProperty("info").GetProperty("chatTemplate").ValueKind);
    }

    [Fact]
    public async Task Ops_Faults_AreProblemDetails()
    {
        await using var server = await ApiServer.StartAsync();
        foreach (var (method, path, body, status, field) in new[]
        {
            ("GET", "/api/requests?count=0", null, 400, "count"), ("GET", "/api/requests?count=x", null, 400, "count"), ("GET", "/api/none", null, 404, null),
            ("POST", "/api/snapshot", "{}", 405, null), ("POST", "/api/models/load", "{}", 400, "path"), ("POST", "/api/models/load", "{\"path\":5}", 400, "path"),
            ("POST", "/api/models/load", "{", 400, null), ("POST", "/api/models/load", "{\"path\":\"/etc/passwd\"}", 400, "path"),
            ("POST", "/api/models/load", "{\"path\":\"/models/../etc/x.gguf\"}", 400, "path"), ("POST", "/api/models/gone/unload", "{}", 404, "id"),
        })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
            using var response = await server.Client.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(status == (int)response.StatusCode, $"{method} {path} {body}: {(int)response.StatusCode} {text}");
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.Equal(field, JsonElement.Parse(text).TryGetProperty("field", out var named) ? named.GetString() : null);
        }
    }

    [Fact]
    public async Task Ops_Load_TakesOnlyFilesInsideModelDirectories()
    {
        var root = Directory.CreateTempSubdirectory("pensieve-models-");
        var outside = Directory.CreateTempSubdirectory("pensieve-outside-");
        try
        {
            await using var server = await ApiServer.StartAsync();
            server.Model.Info = server.Model.Info with { Path = Path.Combine(root.FullName, "tiny.gguf") };
            server.Engine.OnLoad = _ => new LoadOutcome(server.Model, null);
            await File.WriteAllTextAsync(Path.Combine(root.FullName, "new.gguf"), "");
            await File.WriteAllTextAsync(Path.Combine(outside.FullName, "secret.gguf"), "");
            File.CreateSymbolicLink(Path.Combine(root.FullName, "link.gguf"), Path.Combine(outside.FullName, "secret.gguf"));
            Directory.CreateSymbolicLink(Path.Combine(root.FullName, "dir"), outside.FullName);

            Assert.Equal(200, await LoadAsync(server, Path.Combine(root.FullName, "new.gguf")));
            foreach (var path in new[] { "link.gguf", "dir/secret.gguf", "../" + outside.Name + "/secret.gguf", "missing.gguf", "." })
                Assert.Equal(400, await LoadAsync(server, Path.Combine(root.FullName, path)));
            server.Engine.OnLoad = _ => new LoadOutcome(null, "Needs 9 GB, 4 GB are free.");
            Assert.Equal(422, await LoadAsync(server, Path.Combine(root.FullName, "new.gguf")));
        }
        finally
        {
            root.Delete(true);
            outside.Delete(true);
        }
    }

    [Fact]
    public async Task OpenApi_Document_DescribesOperations()
    {
        await using var server = await ApiServer.StartAsync();
        var paths = (await GetAsync(server, "/openapi/v1.json")).GetProperty("paths");
        foreach (var path in new[] { "/api/devices", "/api/models", "/api/models/load", "/api/models/{id}/unload", "/api/slots", "/api/requests", "/api/snapshot" })
            Assert.True(paths.TryGetProperty(path, out _), path);
    }

    private static async Task<int> LoadAsync(ApiServer server, string path)
    {
        using var response = await server.PostAsync("/api/models/load", JsonSerializer.Serialize(new { path }));
        return (int)response.StatusCode;
    }

    private static async Task<JsonElement> GetAsync(ApiServer server, string path) => JsonElement.Parse(await server.Client.GetStringAsync(path));
}
