using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api.OpenAI;

public sealed class EmbeddingsTests
{
    private const string Path = "/v1/embeddings";

    [Fact]
    public async Task Embeddings_SeveralInputs_ComeInOrderWithUsage()
    {
        await using var server = await ApiServer.StartAsync();
        var json = await server.PostForJsonAsync(Path, """{"model":"tiny","input":["ab","c"]}""");
        Assert.Equal("list", json.GetProperty("object").GetString());
        Assert.Equal([0, 1], json.GetProperty("data").EnumerateArray().Select(d => d.GetProperty("index").GetInt32()));
        Assert.All(json.GetProperty("data").EnumerateArray(), d => Assert.Equal(1, Norm(Floats(d)), 4));
        Assert.Equal((3, 3), (json.GetProperty("usage").GetProperty("prompt_tokens").GetInt32(), json.GetProperty("usage").GetProperty("total_tokens").GetInt32()));
        Assert.Equal("openai.embeddings", Assert.Single(server.Model.Embedded).Source);
    }

    [Theory]
    [InlineData("\"ab\"")]
    [InlineData("[97,98]")]
    [InlineData("[[97,98]]")]
    [InlineData("[\"ab\"]")]
    public async Task Embeddings_EveryFormOfInput_GivesTheSame(string input)
    {
        await using var server = await ApiServer.StartAsync();
        var json = await server.PostForJsonAsync(Path, $$"""{"model":"tiny","input":{{input}}}""");
        var expected = (await server.Model.EmbedAsync(new EmbeddingRequest { Id = "x", Inputs = [Prompt.FromText("ab")] }, default)).Embeddings[0].Vector;
        Assert.Equal(expected, Floats(Assert.Single(json.GetProperty("data").EnumerateArray())));
    }

    [Fact]
    public async Task Embeddings_Base64_IsLittleEndianFloats()
    {
        await using var server = await ApiServer.StartAsync();
        var floats = await server.PostForJsonAsync(Path, """{"model":"tiny","input":"ab","encoding_format":"float"}""");
        var coded = await server.PostForJsonAsync(Path, """{"model":"tiny","input":"ab","encoding_format":"base64"}""");
        Assert.Equal(Floats(floats.GetProperty("data")[0]), MemoryMarshal.Cast<byte, float>(coded.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64()).ToArray());
    }

    [Fact]
    public async Task Embeddings_FewerDimensions_AreTheFirstAtLengthOne()
    {
        await using var server = await ApiServer.StartAsync();
        var whole = Floats((await server.PostForJsonAsync(Path, """{"model":"tiny","input":"ab"}""")).GetProperty("data")[0]);
        var cut = Floats((await server.PostForJsonAsync(Path, """{"model":"tiny","input":"ab","dimensions":3}""")).GetProperty("data")[0]);
        Assert.Equal(3, cut.Length);
        Assert.Equal(1, Norm(cut), 4);
        Assert.Equal(whole[0] / whole[2], cut[0] / cut[2], 3);
    }

    [Theory]
    [InlineData("""{"model":"tiny"}""", "input")]
    [InlineData("""{"model":"tiny","input":""}""", "input")]
    [InlineData("""{"model":"tiny","input":[]}""", "input")]
    [InlineData("""{"model":"tiny","input":["a",""]}""", "input.1")]
    [InlineData("""{"model":"tiny","input":["a",5]}""", "input.1")]
    [InlineData("""{"model":"tiny","input":[5,100000]}""", "input.1")]
    [InlineData("""{"model":"tiny","input":{"a":1}}""", "input")]
    [InlineData("""{"model":"tiny","input":"a","encoding_format":"hex"}""", "encoding_format")]
    [InlineData("""{"model":"tiny","input":"a","dimensions":9}""", "dimensions")]
    [InlineData("""{"model":"tiny","input":"a","dimensions":0}""", "dimensions")]
    [InlineData("""{"model":"tiny","input":"a","dimensions":"x"}""", "dimensions")]
    [InlineData("""{"model":7,"input":"a"}""", "model")]
    public async Task Embeddings_WhatCannotBe_IsNamed(string body, string field)
    {
        await using var server = await ApiServer.StartAsync();
        using var response = await server.PostAsync(Path, body);
        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, error.ToString());
        Assert.Equal(field, error.GetProperty("param").GetString());
    }

    [Fact]
    public async Task Embeddings_TooManyInputs_IsNamed()
    {
        await using var server = await ApiServer.StartAsync();
        using var response = await server.PostAsync(Path, $$"""{"model":"tiny","input":[{{string.Join(',', Enumerable.Repeat("\"a\"", 2049))}}]}""");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("2048", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FailureKind.PromptTooLong, 400, "input.1")]
    [InlineData(FailureKind.QueueFull, 429, null)]
    [InlineData(FailureKind.EngineLost, 503, null)]
    public async Task Embeddings_EngineRefuses_IsSaid(FailureKind kind, int status, string? field)
    {
        await using var server = await ApiServer.StartAsync();
        server.Model.OnEmbed = _ => new EngineFailure(kind, "input.1: has 9 tokens, and this model embeds at most 8 at once.", 9, 8);
        using var response = await server.PostAsync(Path, """{"model":"tiny","input":["a","b"]}""");
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(field, JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("param").GetString());
    }

    private static float[] Floats(JsonElement data) => [.. data.GetProperty("embedding").EnumerateArray().Select(n => n.GetSingle())];

    private static double Norm(float[] vector) => Math.Sqrt(vector.Sum(x => (double)x * x));
}
