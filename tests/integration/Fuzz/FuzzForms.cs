using System.Collections.Immutable;

namespace Pensieve.Tests.Integration.Fuzz;

/// <summary>Valid bodies that ask for a form of answer: schemas, grammars, calls for certain.</summary>
internal static class FuzzForms
{
    private const string Schema = """
        {"type":"object","properties":{"a":{"type":"string","maxLength":5},"b":{"type":"array","items":{"type":"integer","minimum":0,"maximum":9},"minItems":1},
         "c":{"anyOf":[{"const":1},{"enum":["x",null]}]},"d":{"$ref":"#/$defs/d"}},"required":["a"],"additionalProperties":false,"$defs":{"d":{"type":"string","pattern":"^[a-c]+$"}}}
        """;

    private const string Turns = "{\"model\":\"pensieve-tiny\",\"max_tokens\":2,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],";

    private const string Respond = "{\"model\":\"pensieve-tiny\",\"max_output_tokens\":2,\"input\":\"Hi\",";

    private const string Complete = "{\"model\":\"pensieve-tiny\",\"max_tokens\":2,\"prompt\":\"Hi\",";

    private const string ChatTools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"strict\":true,\"parameters\":" + Schema + "}}]";

    /// <summary>For /v1/messages.</summary>
    public static ImmutableArray<string> Messages { get; } =
    [
        Turns + "\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":" + Schema + "}}}",
        Turns + "\"tools\":[{\"name\":\"a\",\"input_schema\":" + Schema + "}],\"tool_choice\":{\"type\":\"tool\",\"name\":\"a\",\"disable_parallel_tool_use\":true}}",
    ];

    /// <summary>For /v1/chat/completions.</summary>
    public static ImmutableArray<string> Chat { get; } =
    [
        Turns + "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"description\":\"D\",\"strict\":true,\"schema\":" + Schema + "}}}",
        Turns + "\"response_format\":{\"type\":\"json_object\"}}",
        Turns + "\"grammar\":\"root ::= \\\"a\\\" [b-z]+\"}",
        Turns + "\"json_schema\":" + Schema + "}",
        Turns + ChatTools + ",\"tool_choice\":\"required\",\"parallel_tool_calls\":false}",
        Turns + ChatTools + ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"a\"}}}",
    ];

    /// <summary>For /v1/responses.</summary>
    public static ImmutableArray<string> Responses { get; } =
    [
        Respond + "\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"n\",\"strict\":true,\"schema\":" + Schema + "}}}",
        Respond + "\"tools\":[{\"type\":\"function\",\"name\":\"a\",\"parameters\":" + Schema + "}],\"tool_choice\":\"required\"}",
    ];

    /// <summary>For /v1/completions.</summary>
    public static ImmutableArray<string> Completions { get; } =
        [Complete + "\"json_schema\":" + Schema + "}", Complete + "\"grammar\":\"root ::= [a-z]{1,5} | \\\"b\\\" root\"}", Complete + "\"grammar\":\"root ::= (\\\"a\\\" | [^x]){2,} \\\"\\\\n\\\"\"}"];
}
