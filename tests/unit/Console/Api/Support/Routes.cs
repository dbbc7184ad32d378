namespace Pensieve.Tests.Unit.Console.Api.Support;

/// <summary>A generating route with the smallest body it takes.</summary>
internal sealed record Route(string Path, string Body)
{
    public static readonly Route Messages = new("/v1/messages", """{"model":"tiny","max_tokens":20,"messages":[{"role":"user","content":"Hi"}]}""");
    public static readonly Route Chat = new("/v1/chat/completions", """{"model":"tiny","messages":[{"role":"user","content":"Hi"}]}""");
    public static readonly Route Completions = new("/v1/completions", """{"model":"tiny","max_tokens":50,"prompt":"Hi"}""");

    public static readonly Route[] All = [Messages, Chat, Completions];

    public static Route Of(string path) => All.Single(r => r.Path == path);

    public bool IsAnthropic => this == Messages;

    /// <summary>The body with a field replaced or added; <paramref name="value"/> is JSON.</summary>
    public string With(string field, string value)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(Body)!.AsObject();
        json.Remove(field);
        var text = json.ToJsonString();
        return $"{text[..^1]},\"{field}\":{value}}}";
    }

    /// <summary>Text of a stream, read strictly.</summary>
    public string ParseText(string stream) => IsAnthropic
        ? StrictAnthropicStream.Parse(stream).Text
        : StrictOpenAIStream.Parse(stream, isChat: this == Chat).Text;

    /// <summary>Text of a document.</summary>
    public string TextOf(System.Text.Json.JsonElement document) => IsAnthropic
        ? string.Concat(document.GetProperty("content").EnumerateArray().Select(b => b.GetProperty("text").GetString()))
        : this == Chat
            ? document.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!
            : document.GetProperty("choices")[0].GetProperty("text").GetString()!;
}
