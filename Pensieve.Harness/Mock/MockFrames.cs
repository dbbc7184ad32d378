using System.Globalization;
using System.Text;
using System.Text.Json;
using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Mock;

/// <summary>What the mock writes in each dialect, as text of server-sent events or of whole answers.</summary>
internal sealed class MockFrames(MockRequest request, MockScript script, string id)
{
    private readonly string _id = Prefix(request.Dialect) + id;
    private readonly string _end = script.Vendor == MockVendor.Vllm ? "\r\n\r\n" : "\n\n";
    private int _sequence;
    private int _block = -1;
    private bool _reasons;

    /// <summary>Whether a stop string ended it, not its limit.</summary>
    public bool Stopped { get; set; }

    private string OpenAIFinish => Stopped ? "stop" : "length";

    private string AnthropicFinish => Stopped ? "stop_sequence" : "max_tokens";

    /// <summary>What comes at once: roles and starts, no payload.</summary>
    public string Head(int promptTokens) => request.Dialect switch
    {
        Dialect.OpenAIChat => Data(Chat($$"""{"role":"assistant","content":{{(script.Vendor == MockVendor.LlamaServer ? "null" : "\"\"")}}}""")),
        Dialect.AnthropicMessages =>
            Event("message_start", $$$"""{"type":"message_start","message":{"id":"{{{_id}}}","type":"message","role":"assistant","model":{{{Quoted(request.Model)}}},"content":[],"stop_reason":null,"stop_sequence":null,"usage":{{{AnthropicUsage(promptTokens, 1)}}}}}""")
            + Event("ping", """{"type":"ping"}"""),
        Dialect.OpenAIResponses =>
            Numbered("response.created", $$"""
            "response":{{Response("in_progress", "", null)}}
            """)
            + Numbered("response.output_item.added", """
            "output_index":0,"item":{"id":"msg_1","type":"message","role":"assistant","status":"in_progress","content":[]}
            """)
            + Numbered("response.content_part.added", """
            "item_id":"msg_1","output_index":0,"content_index":0,"part":{"type":"output_text","text":"","annotations":[]}
            """),
        _ => "",
    };

    /// <summary>A payload frame, with what opens its block where one must.</summary>
    public string Payload(string text, bool reasoning)
    {
        switch (request.Dialect)
        {
            case Dialect.OpenAIChat:
                return Data(Chat(reasoning ? $$"""{"{{(script.Vendor == MockVendor.Vllm ? "reasoning" : "reasoning_content")}}":{{Quoted(text)}}}""" : $$"""{"content":{{Quoted(text)}}}"""));
            case Dialect.OpenAICompletions:
                return Data($$"""{"id":"{{_id}}","object":"text_completion","created":1,"model":{{Quoted(request.Model)}},"choices":[{"index":0,"text":{{Quoted(text)}},"logprobs":null,"finish_reason":null}]}""");
            case Dialect.AnthropicMessages:
                var open = _block < 0 || reasoning != _reasons ? CloseBlock() + OpenBlock(reasoning) : "";
                return open + Event("content_block_delta", reasoning
                    ? $$$"""{"type":"content_block_delta","index":{{{_block}}},"delta":{"type":"thinking_delta","thinking":{{{Quoted(text)}}}}}"""
                    : $$$"""{"type":"content_block_delta","index":{{{_block}}},"delta":{"type":"text_delta","text":{{{Quoted(text)}}}}}""");
            default:
                return Numbered(reasoning ? "response.reasoning_text.delta" : "response.output_text.delta", $$"""
                "item_id":"msg_1","output_index":0,"content_index":0,"delta":{{Quoted(text)}}
                """);
        }
    }

    /// <summary>All that comes after the last payload.</summary>
    public string Tail(string whole, int promptTokens, int outputTokens)
    {
        switch (request.Dialect)
        {
            case Dialect.OpenAIChat:
                var finish = Data(Chat("{}", OpenAIFinish, script.Vendor == MockVendor.LlamaServer ? $$""","timings":{"prompt_n":{{promptTokens}},"predicted_n":{{outputTokens}},"predicted_per_second":1.5}""" : ""));
                var usage = request.Usage ? Data($$"""{"id":"{{_id}}","object":"chat.completion.chunk","created":1,"model":{{Quoted(request.Model)}},"choices":[],"usage":{{OpenAIUsage(promptTokens, outputTokens)}}}""") : "";
                return finish + usage + Data("[DONE]");
            case Dialect.OpenAICompletions:
                var last = Data($$"""{"id":"{{_id}}","object":"text_completion","created":1,"model":{{Quoted(request.Model)}},"choices":[{"index":0,"text":"","logprobs":null,"finish_reason":"{{OpenAIFinish}}"}]}""");
                var counts = request.Usage ? Data($$"""{"id":"{{_id}}","object":"text_completion","created":1,"model":{{Quoted(request.Model)}},"choices":[],"usage":{{OpenAIUsage(promptTokens, outputTokens)}}}""") : "";
                return last + counts + Data("[DONE]");
            case Dialect.AnthropicMessages:
                return CloseBlock()
                    + Event("message_delta", $$$"""{"type":"message_delta","delta":{"stop_reason":"{{{AnthropicFinish}}}","stop_sequence":null},"usage":{"output_tokens":{{{outputTokens}}}}}""")
                    + Event("message_stop", """{"type":"message_stop"}""");
            default:
                return Numbered("response.output_text.done", $$"""
                "item_id":"msg_1","output_index":0,"content_index":0,"text":{{Quoted(whole)}}
                """)
                + Numbered("response.completed", $$"""
                "response":{{Response("completed", whole, ResponsesUsage(promptTokens, outputTokens))}}
                """);
        }
    }

    /// <summary>An error in the stream.</summary>
    public string Error() => request.Dialect == Dialect.AnthropicMessages
        ? Event("error", """{"type":"error","error":{"type":"api_error","message":"scripted error"}}""")
        : Data("""{"error":{"message":"scripted error","type":"server_error","code":500}}""");

    /// <summary>A whole answer.</summary>
    public string Whole(string text, int promptTokens, int outputTokens) => request.Dialect switch
    {
        Dialect.OpenAIChat => $$"""{"id":"{{_id}}","object":"chat.completion","created":1,"model":{{Quoted(request.Model)}},"choices":[{"index":0,"message":{"role":"assistant","content":{{Quoted(text)}}},"logprobs":null,"finish_reason":"{{OpenAIFinish}}"}],"usage":{{OpenAIUsage(promptTokens, outputTokens)}}}""",
        Dialect.OpenAICompletions => $$"""{"id":"{{_id}}","object":"text_completion","created":1,"model":{{Quoted(request.Model)}},"choices":[{"index":0,"text":{{Quoted(text)}},"logprobs":null,"finish_reason":"{{OpenAIFinish}}"}],"usage":{{OpenAIUsage(promptTokens, outputTokens)}}}""",
        Dialect.AnthropicMessages => $$"""{"id":"{{_id}}","type":"message","role":"assistant","model":{{Quoted(request.Model)}},"content":[{"type":"text","text":{{Quoted(text)}}}],"stop_reason":"{{AnthropicFinish}}","stop_sequence":null,"usage":{{AnthropicUsage(promptTokens, outputTokens)}}}""",
        _ => Response("completed", text, ResponsesUsage(promptTokens, outputTokens)),
    };

    private static string Prefix(Dialect dialect) => dialect switch
    {
        Dialect.OpenAIChat => "chatcmpl-",
        Dialect.OpenAICompletions => "cmpl-",
        Dialect.AnthropicMessages => "msg_",
        _ => "resp_",
    };

    private static string Quoted(string text) => "\"" + JsonEncodedText.Encode(text) + "\"";

    private string Data(string json) => "data: " + json + _end;

    private static string Event(string name, string json) => $"event: {name}\ndata: {json}\n\n";

    private string Numbered(string type, string members) => Event(type, $$"""{"type":"{{type}}","sequence_number":{{_sequence++}},{{members.Trim()}}}""");

    private string Chat(string delta, string? finish = null, string more = "") =>
        $$"""{"id":"{{_id}}","object":"chat.completion.chunk","created":1,"model":{{Quoted(request.Model)}},"choices":[{"index":0,"delta":{{delta}},"logprobs":null,"finish_reason":{{(finish is null ? "null" : Quoted(finish))}}{{(script.Vendor == MockVendor.Vllm ? ",\"stop_reason\":null" : "")}}}]{{(script.Vendor == MockVendor.Vllm ? ",\"usage\":null" : "")}}{{more}}}""";

    private string OpenBlock(bool reasoning)
    {
        _block++;
        _reasons = reasoning;
        var block = reasoning ? """{"type":"thinking","thinking":"","signature":""}""" : """{"type":"text","text":""}""";
        return Event("content_block_start", $$"""{"type":"content_block_start","index":{{_block}},"content_block":{{block}}}""");
    }

    private string CloseBlock() => _block < 0 ? "" : Event("content_block_stop", $$"""{"type":"content_block_stop","index":{{_block}}}""");

    private string OpenAIUsage(int prompt, int output) => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"prompt_tokens":{{{prompt}}},"completion_tokens":{{{output}}},"total_tokens":{{{prompt + output}}},"prompt_tokens_details":{"cached_tokens":{{{script.Cached}}}}}""");

    private string AnthropicUsage(int prompt, int output) =>
        $$"""{"input_tokens":{{prompt - script.Cached}},"cache_creation_input_tokens":0,"cache_read_input_tokens":{{script.Cached}},"output_tokens":{{output}}}""";

    private string ResponsesUsage(int prompt, int output) =>
        $$"""{"input_tokens":{{prompt}},"input_tokens_details":{"cached_tokens":{{script.Cached}}},"output_tokens":{{output}},"output_tokens_details":{"reasoning_tokens":{{script.Reasoning}}},"total_tokens":{{prompt + output}}}""";

    private string Response(string status, string text, string? usage)
    {
        var output = usage is null ? "" : $$"""{"id":"msg_1","type":"message","role":"assistant","status":"completed","content":[{"type":"output_text","text":{{Quoted(text)}},"annotations":[]}]}""";
        return $$"""{"id":"{{_id}}","object":"response","created_at":1,"status":"{{status}}","error":null,"model":{{Quoted(request.Model)}},"output":[{{output}}],"usage":{{usage ?? "null"}}}""";
    }
}
