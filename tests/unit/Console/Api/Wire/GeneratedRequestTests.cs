using System.Text.Json;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Api.Wire;

/// <summary>Thousands of requests made of valid fields and at most one invalid one: never a 5xx, and every refusal names the field.</summary>
public sealed class GeneratedRequestTests
{
    private const int RequestsPerRoute = 1200;

    private static readonly string[] s_wrongTypes = ["true", "[]", "{}", "\"x\"", "[[]]", "-7", "1e999", "{\"type\":5}", "[null]", "\"\\u0000\""];

    private sealed record Field(string Name, string[] Valid, string[] Invalid);

    private static readonly Field[] s_sampling =
    [
        new("top_p", ["0", "0.5", "1"], ["-0.1", "1.1", "\"a\"", "[]"]), new("top_k", ["0", "40"], ["-1", "1.5", "true"]),
        new("min_p", ["0", "0.1"], ["2", "{}"]), new("repeat_penalty", ["1", "1.1"], ["0", "11"]), new("seed", ["0", "-1", "9223372036854775807"], ["9223372036854775808", "1.5"]),
        new("ignore_eos", ["true", "false", "null"], ["1", "\"true\""]), new("cache_prompt", ["true"], ["{}"]), new("stream", ["false"], ["\"x\"", "3"]),
    ];

    private static readonly Field[] s_openAI =
    [
        new("temperature", ["0", "1.5", "2", "null"], ["2.1", "-1", "\"a\""]), new("n", ["1", "2", "null"], ["0", "129", "1.5"]),
        new("stop", ["\"a\"", "[]", "[\"a\",\"b\"]", "null"], ["5", "{}", "[1]", "[\"\"]"]), new("logit_bias", ["{}", "{\"1\":2}", "null"], ["[]", "{\"a\":1}", "{\"1\":200}", "{\"1\":null}", "5"]),
        new("frequency_penalty", ["-2", "2"], ["-3", "\"\""]), new("presence_penalty", ["0.5"], ["9"]), new("stream_options", ["null"], ["5", "[]", "{\"include_usage\":1}"]),
        new("user", ["\"u\"", "5"], []), new("extra", ["{\"deep\":[1,{\"a\":null}]}", "1e400"], []),
    ];

    private static readonly Field[] s_content =
    [
        new("messages",
            ["[{\"role\":\"user\",\"content\":\"😀\"}]", "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"}]},{\"role\":\"assistant\",\"content\":\"b\"}]"],
            ["[]", "{}", "null", "\"a\"", "[5]", "[{}]", "[{\"role\":\"king\",\"content\":\"a\"}]", "[{\"role\":\"user\"}]", "[{\"role\":\"user\",\"content\":[{}]}]", "[{\"role\":\"user\",\"content\":[{\"type\":\"image\"}]}]", "[{\"role\":\"user\",\"content\":{}}]", "[[]]", "[{\"role\":7,\"content\":\"a\"}]"]),
    ];

    private static readonly Field[] s_responses =
    [
        new("temperature", ["0", "2", "null"], ["2.1", "\"a\""]), new("max_output_tokens", ["1", "null"], ["0", "1.5", "\"1\"", "[]"]), new("top_logprobs", ["0", "null"], ["21", "-1", "true"]),
        new("input", ["\"😀\"", "[{\"role\":\"user\",\"content\":\"a\"}]", "[{\"type\":\"message\",\"role\":\"developer\",\"content\":[{\"type\":\"input_text\",\"text\":\"a\"}]},{\"type\":\"reasoning\",\"id\":\"rs\",\"summary\":[]},{\"role\":\"user\",\"content\":\"\"}]",
              "[{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"a\",\"arguments\":\"\"},{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"x\"}]"],
            ["null", "5", "[]", "{}", "[5]", "[{}]", "[null]", "[{\"role\":\"king\",\"content\":\"a\"}]", "[{\"role\":\"user\"}]", "[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\"}]}]", "[{\"role\":\"user\",\"content\":{}}]",
             "[{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"a\",\"arguments\":\"[]\"}]", "[{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"x\"}]", "[{\"type\":\"item_reference\",\"id\":\"x\"}]", "[{\"type\":\"web_search_call\"}]"]),
        new("instructions", ["\"s\"", "null"], ["5", "[]"]), new("include", ["[]", "null", "[\"reasoning.encrypted_content\"]"], ["5", "[\"x\"]", "[5]", "[null]"]),
        new("tools", ["[]", "null", "[{\"type\":\"function\",\"name\":\"a\",\"parameters\":null,\"strict\":null}]"], ["[{}]", "5", "[null]", "[{\"type\":\"function\"}]", "[{\"type\":\"web_search\"}]", "[{\"type\":\"function\",\"name\":\"a\",\"parameters\":5}]"]),
        new("tool_choice", ["null", "\"auto\"", "\"none\""], ["{}", "5", "{\"type\":\"function\"}", "{\"type\":\"allowed_tools\"}", "{\"type\":\"web_search\"}", "[]"]), new("parallel_tool_calls", ["true", "null"], ["1"]),
        new("text", ["{}", "null", "{\"format\":{\"type\":\"text\"}}", "{\"verbosity\":\"low\"}"], ["5", "{\"format\":{}}", "{\"format\":5}", "{\"format\":{\"type\":\"x\"}}", "{\"verbosity\":\"x\"}"]),
        new("reasoning", ["{}", "null", "{\"effort\":\"low\",\"summary\":\"auto\"}"], ["5", "{\"effort\":\"x\"}", "{\"effort\":5}"]), new("store", ["true", "false", "null"], ["1", "\"x\""]),
        new("previous_response_id", ["null"], ["\"resp_x\"", "5"]), new("truncation", ["\"disabled\"", "null"], ["\"auto\"", "\"x\"", "5"]), new("metadata", ["{}", "null", "{\"a\":\"b\"}"], ["5", "{\"a\":5}", "[]", "{\"a\":null}"]),
        new("background", ["false", "null"], ["true", "1"]), new("conversation", ["null"], ["\"c\""]), new("prompt", ["null"], ["{\"id\":\"p\"}"]), new("stream_options", ["null"], ["{}", "5"]),
        new("user", ["\"u\""], ["5"]), new("messages", ["null"], ["[]"]), new("max_tokens", ["null"], ["5"]), new("n", ["null"], ["1"]), new("extra", ["{\"deep\":[1,{\"a\":null}]}", "1e400"], []),
    ];

    private static Field[] FieldsOf(Route route) =>
    [
        new("model", ["\"tiny\""], ["null", "5", "[]", "\"\""]), .. s_sampling,
        .. route == Route.Messages
            ? [new("max_tokens", ["1", "0", "100000"], ["null", "-1", "\"5\"", "2147483648"]), new("temperature", ["0", "1"], ["1.1", "null"]),
               new("system", ["\"s\"", "[]", "[{\"type\":\"text\",\"text\":\"s\"}]"], ["5", "[{\"type\":\"image\"}]", "[{\"type\":\"text\"}]"]),
               new("stop_sequences", ["[]", "[\"a\"]"], ["\"a\"", "[5]", "[\"\"]", "{}"]), new("tools", ["[]", "null", "[{\"name\":\"a\",\"input_schema\":{}}]", "[{\"type\":\"custom\",\"name\":\"a\",\"input_schema\":{\"type\":\"object\"},\"cache_control\":null}]"],
                   ["[{}]", "5", "[null]", "[{\"name\":\"a\"}]", "[{\"name\":\"\",\"input_schema\":{}}]", "[{\"name\":\"a\",\"input_schema\":[]}]", "[{\"type\":\"bash_20250124\",\"name\":\"bash\"}]"]),
               new("tool_choice", ["null", "{\"type\":\"auto\"}", "{\"type\":\"none\"}", "{\"type\":\"auto\",\"disable_parallel_tool_use\":true}"], ["{}", "5", "\"auto\"", "{\"type\":\"tool\"}"]),
               new("thinking", ["{\"type\":\"disabled\"}"], ["{\"type\":\"x\"}", "{}", "5"]), .. s_content]
            : route == Route.Responses ? s_responses
            : (Field[])[.. s_openAI, .. route == Route.Chat
                ? [new("max_completion_tokens", ["1", "null"], ["0", "1.5", "\"1\""]), new("tools", ["[]", "null", "[{\"type\":\"function\",\"function\":{\"name\":\"a\"}}]"], ["[{}]", "5", "[null]", "[{\"type\":\"function\"}]", "[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":5}}]"]),
                   new("tool_choice", ["null", "\"auto\"", "\"none\""], ["{}", "5", "{\"type\":\"function\"}", "{\"type\":\"allowed_tools\"}", "[]"]), new("parallel_tool_calls", ["true", "false", "null"], ["1", "[]"]),
                   new("response_format", ["{\"type\":\"text\"}", "{\"type\":\"json_object\"}", "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{\"type\":\"object\"}}}"],
                       ["5", "{}", "{\"type\":\"json_schema\"}", "{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{\"not\":{}}}}"]), .. s_content]
                : (Field[])[new("max_tokens", ["0", "5", "null"], ["-1", "[]"]), new("prompt", ["\"a\"", "[1,2]", "[[1],[2]]", "[\"a\"]"], ["null", "{}", "[]", "[1.5]", "[{}]", "[\"a\",1]", "5"]), new("echo", ["true", "false"], ["1"]), new("logprobs", ["null"], ["true", "21"])]],
    ];

    [Theory, InlineData("/v1/messages"), InlineData("/v1/chat/completions"), InlineData("/v1/completions"), InlineData("/v1/responses")]
    public async Task GeneratedRequests_AtMostOneFault_AreServedOrRefusedByName(string path)
    {
        await using var server = await ApiServer.StartAsync();
        var random = new Random(42);
        var fields = FieldsOf(Route.Of(path));
        for (var i = 0; i < RequestsPerRoute; i++)
        {
            var required = Route.Of(path).Body;
            var faulty = random.Next(2) == 0 ? fields[random.Next(fields.Length)] : null;
            if (faulty is { Invalid.Length: 0 }) faulty = null;
            var chosen = fields.Where(f => f == faulty || random.Next(3) == 0).ToArray();
            var body = chosen.Aggregate(required, (body, field) => With(body, field.Name, field == faulty ? Pick(random, field.Invalid) : Pick(random, field.Valid)));
            using var response = await server.PostAsync(path, body);
            var text = await response.Content.ReadAsStringAsync();
            if (faulty is null)
            {
                Assert.True((int)response.StatusCode == 200, $"{body}\n{text}");
                continue;
            }

            Assert.True((int)response.StatusCode == 400, $"{(int)response.StatusCode} for {body}\n{text}");
            Assert.Contains(faulty.Name, JsonElement.Parse(text).GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory, InlineData("/v1/messages"), InlineData("/v1/chat/completions"), InlineData("/v1/completions"), InlineData("/v1/messages/count_tokens"), InlineData("/v1/responses"), InlineData("/v1/responses/input_tokens")]
    public async Task GeneratedRequests_AnyFieldOfAnyType_NeverBreakTheServer(string path)
    {
        await using var server = await ApiServer.StartAsync();
        var random = new Random(43);
        var route = Array.Find(Route.All, r => path.StartsWith(r.Path, StringComparison.Ordinal))!;
        var names = FieldsOf(route).Select(f => f.Name).Concat(["tool_choice", "output_config", "mcp_servers", "container", "parallel_tool_calls", "suffix", "best_of", "modalities", "audio", "functions", "grammar", "json_schema", "output_format", "response_format"]).ToArray();
        for (var i = 0; i < 400; i++)
        {
            var body = Enumerable.Range(0, random.Next(1, 4)).Aggregate(route.Body, (body, _) => With(body, Pick(random, names), Pick(random, s_wrongTypes)));
            using var response = await server.PostAsync(path, body);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True((int)response.StatusCode is 200 or 400 or 404, $"{(int)response.StatusCode} for {body}\n{text}");
        }
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];

    // Text surgery: JsonNode would refuse the very values under test (1e999).
    private static string With(string body, string name, string value)
    {
        using var document = JsonDocument.Parse(body);
        var kept = document.RootElement.EnumerateObject().Where(p => p.Name != name).Select(p => $"\"{p.Name}\":{p.Value.GetRawText()}");
        return "{" + string.Join(',', kept.Append($"\"{name}\":{value}")) + "}";
    }
}
