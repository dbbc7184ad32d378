using System.Text;
using System.Text.Json;
using Pensieve.Console.Features.Requests;

namespace Pensieve.Tests.Components.Requests;

public sealed class RequestBodiesTests
{
    private const string Key = "abcdefghijklmnopqrstuvwx";

    [Fact]
    public void Keep_Off_KeepsNothing()
    {
        var bodies = new RequestBodies();
        bodies.Keep("req_" + Key, "/v1/messages", "{}"u8);
        Assert.Equal((0, 0), bodies.Held);
        Assert.Null(bodies.Find("msg_" + Key));
    }

    [Theory]
    [InlineData("msg_" + Key)]
    [InlineData("chatcmpl-" + Key)]
    [InlineData("chatcmpl-" + Key + "-2")]
    [InlineData("req_" + Key)]
    public void Find_AnyIdOfTheRequest_GivesItsBody(string id)
    {
        var bodies = new RequestBodies();
        bodies.Switch(true);
        bodies.Keep("req_" + Key, "/v1/messages", "{\"a\":1}"u8);
        Assert.Equal(new KeptBody("/v1/messages", "{\"a\":1}"), bodies.Find(id));
    }

    [Fact]
    public void Keep_Many_StaysWithinItsBoundsAndForgetsTheOldest()
    {
        var bodies = new RequestBodies();
        bodies.Switch(true);
        for (var i = 0; i < 300; i++) bodies.Keep($"req_{i:d24}", "/v1/messages", Encoding.UTF8.GetBytes(new string('x', i * 4000)));
        Assert.InRange(bodies.Held.Count, 1, RequestBodies.MaxCount);
        Assert.InRange(bodies.Held.Bytes, 1, RequestBodies.MaxBytes);
        Assert.Null(bodies.Find($"{0:d24}"));
        Assert.Null(bodies.Find($"{299:d24}")); // larger than one body may be
        Assert.NotNull(bodies.Find($"{262:d24}"));
        bodies.Switch(false);
        Assert.Equal((0, 0), bodies.Held);
    }

    [Theory]
    [InlineData(SnippetLanguage.Curl)]
    [InlineData(SnippetLanguage.CSharp)]
    [InlineData(SnippetLanguage.Python)]
    [InlineData(SnippetLanguage.TypeScript)]
    public void Snippet_WithAndWithoutBody_NamesRouteModelAndParameters(SnippetLanguage language)
    {
        var bare = RequestSnippet.Write(language, "http://127.0.0.1:7070/", Records.Of(), null);
        foreach (var part in new[] { "http://127.0.0.1:7070/v1/chat/completions", "\"model\": \"tiny\"", "\"max_tokens\": 128", "\"temperature\": 0.5", "\"seed\": 7" }) Assert.Contains(part, bare, StringComparison.Ordinal);
        var whole = RequestSnippet.Write(language, "http://127.0.0.1:7070/", Records.Of(), new KeptBody("/v1/messages", "{\"content\":\"It's \\\"so\\\"\"}"));
        Assert.Contains("/v1/messages", whole, StringComparison.Ordinal);
        Assert.DoesNotContain("max_tokens", whole, StringComparison.Ordinal);
    }

    [Fact]
    public void Snippet_ApostropheInBody_LeavesShellQuotesWholeAndTheJsonTheSame()
    {
        var curl = RequestSnippet.Write(SnippetLanguage.Curl, "http://h/", Records.Of(), new KeptBody("/v1/messages", "{\"content\":\"It's 'so'\"}"));
        var quoted = curl[(curl.IndexOf("-d '", StringComparison.Ordinal) + 4)..^1];
        Assert.DoesNotContain('\'', quoted);
        Assert.Equal("It's 'so'", JsonDocument.Parse(quoted).RootElement.GetProperty("content").GetString());
    }
}
