namespace Pensieve.Tests.Unit.Console.Api.Support;

/// <summary>A generating route with the smallest body it takes.</summary>
internal sealed record Route(string Path, string Body)
{
    public static readonly Route Messages = new("/v1/messages", """{"model":"tiny","max_tokens":20,"messages":[{"role":"user","content":"Hi"}]}""");
    public static readonly Route Chat = new("/v1/chat/completions", """{"model":"tiny","messages":[{"role":"user","content":"Hi"}]}""");
    public static readonly Route Completions = new("/v1/completions", """{"model":"tiny","max_tokens":50,"prompt":"Hi"}""");

    public static readonly Route Responses = new("/v1/responses", """{"model":"tiny","input":"Hi"}""");

    public static readonly Route[] All = [Messages, Chat, Completions, Responses];

    /// <summary>Routes that generate nothing.</summary>
    public static readonly Route[] Others =
        [new("/v1/embeddings", """{"model":"tiny","input":"Hi"}"""), new("/tokenize", """{"content":"Hi"}"""), new("/detokenize", """{"tokens":[72,105]}""")];

    public static Route Of(string path) => All.Concat(Others).Single(r => r.Path == path);

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
        : this == Responses ? StrictResponsesStream.Parse(stream).Text : StrictOpenAIStream.Parse(stream, isChat: this == Chat).Text;

    /// <summary>The error that ends a stream.</summary>
    public System.Text.Json.JsonElement? ParseError(string stream) => IsAnthropic
        ? StrictAnthropicStream.Parse(stream).Error
        : this == Responses ? StrictResponsesStream.Parse(stream).Error : StrictOpenAIStream.Parse(stream, isChat: this == Chat).Error;

    /// <summary>Text of a document.</summary>
    public string TextOf(System.Text.Json.JsonElement document) => IsAnthropic
        ? string.Concat(document.GetProperty("content").EnumerateArray().Select(b => b.GetProperty("text").GetString()))
        : this == Responses ? string.Concat(StrictResponsesStream.TextsOf(document.GetProperty("output").EnumerateArray()))
        : this == Chat
            ? document.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!
            : document.GetProperty("choices")[0].GetProperty("text").GetString()!;

    /// <summary>Name of the field that limits the output.</summary>
    public string LimitField => this == Responses ? "max_output_tokens" : "max_tokens";
}
