using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Features.Requests;

/// <summary>Language of a snippet.</summary>
public enum SnippetLanguage
{
    /// <summary>Shell.</summary>
    Curl,

    /// <summary>C#.</summary>
    CSharp,

    /// <summary>Python.</summary>
    Python,

    /// <summary>TypeScript.</summary>
    TypeScript,
}

/// <summary>Programs that send a request again: with its own body where that was kept, else with its parameters and a message to fill in.</summary>
public static class RequestSnippet
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The program text.</summary>
    /// <param name="language">Its language.</param>
    /// <param name="baseUri">Address of this server, with a slash at the end.</param>
    /// <param name="record">The request.</param>
    /// <param name="body">Its body; null = not kept.</param>
    public static string Write(SnippetLanguage language, string baseUri, RequestRecord record, KeptBody? body)
    {
        var path = body?.Path ?? Route(record.Source);
        var url = baseUri.TrimEnd('/') + path;
        return Write(language, url, body is null ? Template(record, path) : Pretty(body.Json));
    }

    /// <summary>A program that posts a body.</summary>
    /// <param name="language">Its language.</param>
    /// <param name="url">The whole address.</param>
    /// <param name="json">The body.</param>
    public static string Write(SnippetLanguage language, string url, string json)
    {
        // An apostrophe stands in JSON only within strings, where its escape means the same.
        var quotable = json.Replace("'", "\\u0027", StringComparison.Ordinal);
        return language switch
        {
            SnippetLanguage.Curl => $"curl -N {url} \\\n  -H 'content-type: application/json' \\\n  -d '{quotable}'",
            SnippetLanguage.CSharp => $"using System.Text;\n\nusing var client = new HttpClient();\nvar body = \"\"\"\n{Indent(json)}\n    \"\"\";\nusing var answer = await client.PostAsync(\"{url}\",\n    new StringContent(body, Encoding.UTF8, \"application/json\"));\nConsole.WriteLine(await answer.Content.ReadAsStringAsync());",
            SnippetLanguage.Python => $"import requests\n\nbody = r'''{quotable}'''\nanswer = requests.post(\n    \"{url}\",\n    headers={{\"content-type\": \"application/json\"}},\n    data=body.encode(),\n)\nprint(answer.text)",
            _ => $"const answer = await fetch(\"{url}\", {{\n  method: \"POST\",\n  headers: {{ \"content-type\": \"application/json\" }},\n  body: JSON.stringify({json}),\n}});\nconsole.log(await answer.text());",
        };
    }

    /// <summary>The route of a record's source.</summary>
    public static string Route(string source) => source switch
    {
        ['/', ..] => source,
        "anthropic.messages" => "/v1/messages",
        "openai.completions" or "playground.text" => "/v1/completions",
        "openai.responses" => "/v1/responses",
        _ => "/v1/chat/completions",
    };

    private static string Template(RequestRecord record, string path)
    {
        var body = new JsonObject { ["model"] = record.Model };
        if (path == "/v1/completions") body["prompt"] = "…";
        else if (path == "/v1/responses") body["input"] = "…";
        else body["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "…" });
        if (record.Parameters is { } parameters) Add(body, parameters, record.Result.Seed, path == "/v1/messages");
        if (record.Streaming) body["stream"] = true;
        return body.ToJsonString(s_json);
    }

    private static void Add(JsonObject body, RequestParameters parameters, ulong seed, bool anthropic)
    {
        var sampling = parameters.Sampling;
        if (parameters.MaxTokens is { } most) body["max_tokens"] = most;
        body["temperature"] = JsonValue.Create((decimal)sampling.Temperature);
        if (sampling.TopP < 1) body["top_p"] = JsonValue.Create((decimal)sampling.TopP);
        if (sampling.TopK > 0) body["top_k"] = sampling.TopK;
        if (!anthropic) body["seed"] = seed;
        if (!parameters.StopSequences.IsDefaultOrEmpty)
            body[anthropic ? "stop_sequences" : "stop"] = new JsonArray([.. parameters.StopSequences.Select(s => (JsonNode)s)]);
    }

    private static string Pretty(string json)
    {
        try
        {
            return JsonNode.Parse(json)?.ToJsonString(s_json) ?? json;
        }
        catch (JsonException)
        {
            return json;
        }
    }

    private static string Indent(string json) => "    " + json.Replace("\n", "\n    ", StringComparison.Ordinal);
}
