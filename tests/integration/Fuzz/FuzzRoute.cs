using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Pensieve.Tests.Integration.Fuzz;

/// <summary>A route with bodies that it takes and in which every field it knows appears.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Where.</param>
/// <param name="Bodies">Valid bodies as JSON; empty for routes without one.</param>
internal sealed record FuzzRoute(string Method, string Path, ImmutableArray<string> Bodies)
{
    private const string ChatTool = """{"type":"function","function":{"name":"a","description":"D","parameters":{"type":"object","properties":{"x":{"type":"string"}}},"strict":false}}""";

    private const string Sampling = "\"temperature\":0.5,\"top_p\":0.9,\"top_k\":5,\"min_p\":0.05,\"repeat_penalty\":1.1,\"frequency_penalty\":0.1,\"presence_penalty\":0.1,\"seed\":7,\"ignore_eos\":false,\"cache_prompt\":true,\"stream\":false";

    private const string Messages = "\"model\":\"pensieve-tiny\",\"max_tokens\":2,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    private static readonly string s_messages = $$$"""
        {"model":"pensieve-tiny","max_tokens":2,{{{Sampling}}},"system":[{"type":"text","text":"S","cache_control":{"type":"ephemeral"}}],"stop_sequences":["END"],
         "tools":[],"tool_choice":{"type":"auto","disable_parallel_tool_use":true},"thinking":{"type":"disabled"},"output_config":{"effort":"low"},"metadata":{"user_id":"u"},
         "service_tier":"auto","messages":[{"role":"user","content":[{"type":"text","text":"Hi 😀"}]},{"role":"assistant","content":"A"},{"role":"user","content":"B"}]}
        """;

    private static readonly string s_messagesTools = """
        {"model":"pensieve-tiny","max_tokens":2,"tools":[{"type":"custom","name":"a","description":"D","input_schema":{"type":"object","properties":{}}}],"tool_choice":{"type":"none"},
         "messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},{"type":"text","text":"A"},{"type":"tool_use","id":"t1","name":"a","input":{"x":1}}]},
         {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"one"}],"is_error":true}]}]}
        """;

    private static readonly string s_chat = $$$"""
        {"model":"pensieve-tiny","max_completion_tokens":2,{{{Sampling}}},"n":2,"stop":["END"],"logit_bias":{"5":1},"logprobs":true,"top_logprobs":2,"tools":[],"tool_choice":"auto","parallel_tool_calls":true,
         "response_format":{"type":"text"},"modalities":["text"],"reasoning_effort":"none","user":"u","metadata":{"a":"b"},"store":false,"service_tier":"auto","prompt_cache_key":"k","stream_options":null,
         "messages":[{"role":"developer","content":"S"},{"role":"user","content":[{"type":"text","text":"Hi"}],"name":"n"},{"role":"assistant","content":"A","refusal":null},{"role":"user","content":"B"}]}
        """;

    private static readonly string s_chatTools = $$$"""
        {"model":"pensieve-tiny","max_tokens":2,"tools":[{{{ChatTool}}}],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"a"}}]}},
         "messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"a","arguments":"{\"x\":1}"}}]},{"role":"tool","tool_call_id":"c1","content":"one"}]}
        """;

    private static readonly string s_completion = $$$"""{"model":"pensieve-tiny","max_tokens":2,{{{Sampling}}},"prompt":["Hi","you"],"n":1,"best_of":1,"stop":"END","logit_bias":{},"echo":true,"suffix":null,"user":"u"}""";

    private static readonly string s_response = $$$"""
        {"model":"pensieve-tiny","max_output_tokens":2,{{{Sampling}}},"instructions":"S","include":["reasoning.encrypted_content"],"tools":[],"tool_choice":"auto","parallel_tool_calls":true,"text":{"format":{"type":"text"},"verbosity":"low"},
         "reasoning":{"effort":"none","summary":"auto"},"previous_response_id":null,"store":false,"truncation":"disabled","metadata":{"a":"b"},"user":"u","background":false,"top_logprobs":0,
         "input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"Hi"}]},{"role":"assistant","content":"A"},{"role":"user","content":"B"}]}
        """;

    private static readonly string s_responseTools = """
        {"model":"pensieve-tiny","max_output_tokens":2,"tools":[{"type":"function","name":"a","description":"D","parameters":{"type":"object"},"strict":false}],"tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"a"}]},
         "input":[{"role":"user","content":"Hi"},{"type":"reasoning","id":"r","summary":[]},{"type":"function_call","call_id":"c1","name":"a","arguments":"{}"},{"type":"function_call_output","call_id":"c1","output":[{"type":"input_text","text":"one"}]}]}
        """;

    /// <summary>Every route; the first body of each is always served.</summary>
    public static ImmutableArray<FuzzRoute> All { get; } =
    [
        new("POST", "/v1/messages", ["{" + Messages + "}", "{" + Messages + ",\"stream\":true}", s_messages, s_messagesTools, .. FuzzForms.Messages]),
        new("POST", "/v1/messages/count_tokens", ["{" + Messages + "}", s_messages, s_messagesTools]),
        new("POST", "/v1/chat/completions", ["{" + Messages + "}", "{" + Messages + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}", s_chat, s_chatTools, .. FuzzForms.Chat]),
        new("POST", "/v1/completions", ["{\"model\":\"pensieve-tiny\",\"max_tokens\":2,\"prompt\":\"Hi\"}", "{\"model\":\"pensieve-tiny\",\"max_tokens\":2,\"prompt\":[[1,2],[3]],\"stream\":true,\"logprobs\":1}", s_completion, .. FuzzForms.Completions]),
        new("POST", "/v1/responses", ["{\"model\":\"pensieve-tiny\",\"max_output_tokens\":2,\"input\":\"Hi\"}", "{\"model\":\"pensieve-tiny\",\"max_output_tokens\":2,\"input\":\"Hi\",\"stream\":true}", s_response, s_responseTools, .. FuzzForms.Responses]),
        new("POST", "/v1/responses/input_tokens", ["{\"model\":\"pensieve-tiny\",\"input\":\"Hi\"}", s_response, s_responseTools]),
        new("POST", "/v1/embeddings", ["{\"model\":\"pensieve-tiny\",\"input\":\"Hi\"}", "{\"model\":\"pensieve-tiny\",\"input\":[[1,2],[3]],\"encoding_format\":\"base64\",\"dimensions\":4,\"user\":\"u\"}", "{\"model\":\"pensieve-tiny\",\"input\":[\"Hi\",\"😀\"]}"]),
        new("POST", "/tokenize", ["{\"content\":\"Hi\"}", "{\"model\":\"pensieve-tiny\",\"content\":\"<|im_start|>Hi 😀\",\"add_special\":true,\"parse_special\":false,\"with_pieces\":true}"]),
        new("POST", "/detokenize", ["{\"tokens\":[1,2]}", "{\"model\":\"pensieve-tiny\",\"tokens\":[]}"]),
        new("POST", "/apply-template", ["{" + Messages + "}", s_chat, s_chatTools]),
        new("POST", "/api/models/load", ["{\"path\":\"/nowhere/model.gguf\",\"id\":\"x\",\"contextSize\":512,\"parallel\":2,\"gpuLayers\":0,\"device\":\"cpu\",\"threads\":1,\"kvType\":\"f16\",\"batchSize\":64,\"queueCapacity\":4}"]),
        new("POST", "/api/models/nothing/unload", ["{}"]),
        new("GET", "/v1/models", []), new("GET", "/v1/models/pensieve-tiny", []), new("GET", "/v1/responses/resp_0", []), new("DELETE", "/v1/responses/resp_0", []),
        new("GET", "/health", []), new("GET", "/metrics", []), new("GET", "/api/snapshot", []), new("GET", "/api/requests", []), new("GET", "/api/slots", []), new("GET", "/openapi/v1.json", []),
    ];

    /// <summary>Routes that take a body.</summary>
    public static ImmutableArray<FuzzRoute> WithBodies { get; } = [.. All.Where(r => r.Bodies.Length > 0)];

    /// <summary>Names of the fields at the top of the bodies.</summary>
    public IReadOnlySet<string> Fields { get; } = Bodies.SelectMany(b => JsonNode.Parse(b)!.AsObject().Select(p => p.Key)).ToHashSet(StringComparer.Ordinal);

    /// <summary>For clients: what is valid is served, and refusals name the field.</summary>
    public bool IsForClients => !Path.StartsWith("/api/", StringComparison.Ordinal);

    /// <summary>In Anthropic's dialect.</summary>
    public bool IsAnthropic => Path.StartsWith("/v1/messages", StringComparison.Ordinal);
}
