using System.Net;
using System.Text.Json;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api.OpenAI;

public sealed class TokensTests
{
    [Theory]
    [InlineData("/tokenize", """{"content":"ab"}""", """{"tokens":[97,98]}""")]
    [InlineData("/tokenize", """{"model":"tiny","content":"a","with_pieces":true}""", """{"tokens":[{"id":97,"piece":"a"}]}""")]
    [InlineData("/detokenize", """{"tokens":[97,98]}""", """{"content":"ab"}""")]
    [InlineData("/apply-template", """{"messages":[{"role":"user","content":"Hi"}]}""", """{"prompt":"<|user|>Hi<|end|><|assistant|>"}""")]
    public async Task Routes_GoodBody_AnswerAsLlamaServerDoes(string path, string body, string expected)
    {
        await using var server = await ApiServer.StartAsync();
        Assert.Equal(expected, (await server.PostForJsonAsync(path, body)).GetRawText());
    }

    [Theory]
    [InlineData("/tokenize", "{}", "content")]
    [InlineData("/detokenize", """{"tokens":[5,"x"]}""", "tokens.1")]
    [InlineData("/detokenize", """{"tokens":[1000]}""", "tokens.0")]
    [InlineData("/detokenize", "{}", "tokens")]
    [InlineData("/apply-template", "{}", "messages")]
    public async Task Routes_WhatCannotBe_IsNamed(string path, string body, string field)
    {
        await using var server = await ApiServer.StartAsync();
        using var response = await server.PostAsync(path, body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(field, JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("param").GetString());
    }

    [Theory]
    [InlineData("/tokenize")]
    [InlineData("/detokenize")]
    [InlineData("/apply-template")]
    public async Task Routes_OtherMethodOrType_AnswerInTheSameEnvelope(string path)
    {
        await using var server = await ApiServer.StartAsync();
        using var got = await server.Client.GetAsync(path);
        using var form = await server.Client.PostAsync(path, new StringContent("{}", System.Text.Encoding.UTF8, "text/plain"));
        Assert.Equal((HttpStatusCode.MethodNotAllowed, HttpStatusCode.UnsupportedMediaType), (got.StatusCode, form.StatusCode));
        foreach (var response in new[] { got, form })
            Assert.NotEqual("", JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("message").GetString());
    }
}
