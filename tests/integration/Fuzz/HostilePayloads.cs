using System.Globalization;

namespace Pensieve.Tests.Integration.Fuzz;

/// <summary>Bodies that break parsers, and numbers at and beyond every edge.</summary>
internal static class HostilePayloads
{
    private const string Message = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    private static readonly string[] s_numbers = ["1e400", "-1e400", "\"1\"", "[]", "{}", "true", "9223372036854775808"];

    /// <summary>Path, body, and what the refusal must say.</summary>
    public static IEnumerable<(string Path, string Body, string Field)> All
    {
        get
        {
            var (open, close) = (new string('[', 100_000), new string(']', 100_000));
            yield return ("/v1/chat/completions", "{\"model\":\"pensieve-tiny\",\"x\":" + open + close + "," + Message + "}", "not valid JSON");
            yield return ("/v1/messages", open, "JSON");
            yield return ("/v1/messages", "{\"model\":\"pensieve-tiny\",\"max_tokens\":1,\"tools\":[{\"name\":\"a\",\"input_schema\":" + Deep("{\"properties\":{\"a\":", "}}", 40_000) + "}]," + Message + "}", "not valid JSON");
            yield return ("/v1/chat/completions", "{\"model\":\"pensieve-tiny\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":" + Deep("{\"not\":", "}", 10_000) + "}}]," + Message + "}", "not valid JSON");
            yield return ("/v1/responses", "{\"model\":\"pensieve-tiny\",\"input\":[{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"a\",\"arguments\":\"" + new string('[', 5000) + "\"}]}", "input.0.arguments");
            yield return ("/v1/messages", "{\"model\":\"pensieve-tiny\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"" + new string('a', 200_000) + "\"}]}", "prompt is too long");
            yield return ("/v1/chat/completions", "{\"model\":\"pensieve-tiny\"," + Message + ",\"stop\":[" + string.Join(',', Enumerable.Repeat("\"x\"", 5000)) + "]}", "stop");
            yield return ("/v1/completions", "{\"model\":\"pensieve-tiny\",\"max_tokens\":1,\"prompt\":[" + string.Join(',', Enumerable.Repeat("\"x\"", 50_000)) + "]}", "prompt");
            yield return ("/v1/completions", "{\"model\":\"pensieve-tiny\",\"max_tokens\":1,\"prompt\":[2147483647]}", "prompt");
            foreach (var (path, body, fields) in s_numeric)
                foreach (var (name, min, max) in fields)
                    foreach (var value in s_numbers.Append((min - 1).ToString(CultureInfo.InvariantCulture)).Append((max + 1).ToString(CultureInfo.InvariantCulture)))
                        yield return (path, body + ",\"" + name + "\":" + value + "}", name);
        }
    }

    private static readonly (string Path, string Body, (string Field, decimal Min, decimal Max)[] Fields)[] s_numeric =
    [
        ("/v1/messages", "{\"model\":\"pensieve-tiny\"," + Message, [("max_tokens", 0, int.MaxValue)]),
        ("/v1/messages", "{\"model\":\"pensieve-tiny\",\"max_tokens\":1," + Message, [("temperature", 0, 1), ("top_p", 0, 1), ("top_k", 0, int.MaxValue)]),
        ("/v1/chat/completions", "{\"model\":\"pensieve-tiny\"," + Message, [("n", 1, 128), ("max_tokens", 1, int.MaxValue), ("max_completion_tokens", 1, int.MaxValue), ("temperature", 0, 2), ("frequency_penalty", -2, 2), ("presence_penalty", -2, 2)]),
        ("/v1/completions", "{\"model\":\"pensieve-tiny\",\"prompt\":\"Hi\"", [("n", 1, 128), ("best_of", 1, 128), ("logprobs", 0, 20), ("max_tokens", 0, int.MaxValue)]),
        ("/v1/responses", "{\"model\":\"pensieve-tiny\",\"input\":\"Hi\"", [("max_output_tokens", 1, int.MaxValue), ("top_logprobs", 0, 20), ("temperature", 0, 2), ("min_p", 0, 1)]),
    ];

    private static string Deep(string open, string close, int depth) => string.Concat(Enumerable.Repeat(open, depth)) + "{}" + string.Concat(Enumerable.Repeat(close, depth));
}
