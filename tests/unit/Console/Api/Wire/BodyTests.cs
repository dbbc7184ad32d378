using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api.Wire;

public sealed class BodyTests
{
    public static TheoryData<string> Paths => [.. Route.All.Select(r => r.Path), "/v1/messages/count_tokens", "/v1/responses/input_tokens"];

    [Theory, MemberData(nameof(Paths))]
    public async Task Body_NotARequest_IsA400InTheDialect(string path)
    {
        await using var server = await ApiServer.StartAsync();
        string[] bodies =
        [
            "", " ", "null", "5", "\"x\"", "[]", "{", "{\"model\":", "{]", "{\"model\":\"tiny\",}", "nul", "{\"messages\":[{\"role\":\"user\"", "{} {}",
            "{\"model\":\"\\ud800\"}", "{\"\\ud800\":1}", "{\"metadata\":{\"\\ud800\":1}}", new string('[', 100), "{\"x\":" + new string('[', 100) + new string(']', 100) + "}", "{\"a\":" + string.Concat(Enumerable.Repeat("{\"a\":", 65)) + "1" + new string('}', 66),
        ];
        foreach (var body in bodies.Select(Encoding.UTF8.GetBytes).Append([0xFF, 0xFE, 0x7B]).Append([.. "{\"model\":\""u8, 0xC3, 0x28, .. "\"}"u8]).Append([.. "{\"x"u8, 0xC3, .. "y\":1}"u8]).Append([.. "{\"model\":\"tiny\",\"metadata\":{\"x"u8, 0xFF, .. "y\":1}}"u8]))
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var response = await server.Client.PostAsync(path, content);
            var json = JsonElement.Parse(await response.Content.ReadAsStringAsync());
            Assert.True((int)response.StatusCode == 400, Encoding.UTF8.GetString(body));
            Assert.Equal("invalid_request_error", json.GetProperty("error").GetProperty("type").GetString());
            Assert.Equal(path.StartsWith("/v1/messages", StringComparison.Ordinal), json.TryGetProperty("request_id", out _));
        }

        Assert.Empty(server.Model.Submitted);
    }

    [Fact]
    public async Task Body_WithinTheDepthLimit_IsTaken()
    {
        await using var server = await ApiServer.StartAsync();
        await server.PostForJsonAsync(Route.Chat.Path, Route.Chat.With("unknown", new string('[', 62) + new string(']', 62)));
        using var response = await server.PostAsync(Route.Chat.Path, Route.Chat.With("unknown", new string('[', 65) + new string(']', 65)));
        Assert.Contains("deeper than 64", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_Utf8ByteOrderMark_IsSkipped()
    {
        await using var server = await ApiServer.StartAsync();
        using var content = new ByteArrayContent([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Route.Chat.Body)]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await server.Client.PostAsync(Route.Chat.Path, content);
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task Body_OverTheLimit_Is413InTheDialect()
    {
        await using var server = await ApiServer.StartAsync();
        foreach (var chunked in new[] { false, true })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
            {
                Content = new ByteArrayContent(new byte[(8 << 20) + 1]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            };
            request.Headers.TransferEncodingChunked = chunked;
            request.Headers.ExpectContinue = true;
            using var response = await server.Client.SendAsync(request);
            Assert.Equal(413, (int)response.StatusCode);
            Assert.Contains("request_too_large", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Body_AtTheLimit_IsRead()
    {
        await using var server = await ApiServer.StartAsync();
        var padding = new string('a', (8 << 20) - Route.Chat.Body.Length - 20);
        await server.PostForJsonAsync(Route.Chat.Path, Route.Chat.With("unknown", $"\"{padding}\""));
    }
}
