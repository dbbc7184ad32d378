using System.Text;
using System.Text.Json;
using Pensieve.Harness.Load.Wire;

namespace Pensieve.Tests.Unit.Harness.Load;

public sealed class FrameScannerTests
{
    [Theory]
    [InlineData(Dialect.OpenAIChat, """{"choices":[{"delta":{"role":"assistant","content":""}}]}""", FrameKinds.None)]
    [InlineData(Dialect.OpenAIChat, """{"choices":[{"delta":{"role":"assistant","content":null}}],"usage":null}""", FrameKinds.None)]
    [InlineData(Dialect.OpenAIChat, """{"choices":[{"delta":{"content":"a"}}]}""", FrameKinds.Text)]
    [InlineData(Dialect.OpenAIChat, """{"choices":[{"delta":{"reasoning_content":"a"}}]}""", FrameKinds.Reasoning)]
    [InlineData(Dialect.OpenAIChat, """{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":""}}]}}]}""", FrameKinds.None)]
    [InlineData(Dialect.OpenAIChat, """{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\""}}]}}]}""", FrameKinds.Arguments)]
    [InlineData(Dialect.OpenAIChat, """{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":5}}""", FrameKinds.Usage)]
    [InlineData(Dialect.OpenAIChat, """{"error":{"message":"no","type":"x"}}""", FrameKinds.Error)]
    [InlineData(Dialect.OpenAIChat, """{"choices":[""", FrameKinds.Error)]
    [InlineData(Dialect.OpenAIChat, "[DONE]", FrameKinds.Terminal)]
    [InlineData(Dialect.OpenAICompletions, """{"choices":[{"index":0,"text":"a"}]}""", FrameKinds.Text)]
    [InlineData(Dialect.OpenAICompletions, """{"choices":[{"index":0,"text":""}]}""", FrameKinds.None)]
    [InlineData(Dialect.AnthropicMessages, """{"type":"ping"}""", FrameKinds.None)]
    [InlineData(Dialect.AnthropicMessages, """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a"}}""", FrameKinds.Text)]
    [InlineData(Dialect.AnthropicMessages, """{"index":0,"delta":{"text":"a","type":"text_delta"},"type":"content_block_delta"}""", FrameKinds.Text)]
    [InlineData(Dialect.AnthropicMessages, """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"a"}}""", FrameKinds.Reasoning)]
    [InlineData(Dialect.AnthropicMessages, """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{"}}""", FrameKinds.Arguments)]
    [InlineData(Dialect.AnthropicMessages, """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""", FrameKinds.None)]
    [InlineData(Dialect.AnthropicMessages, """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}""", FrameKinds.Usage)]
    [InlineData(Dialect.AnthropicMessages, """{"type":"message_stop"}""", FrameKinds.Terminal)]
    [InlineData(Dialect.AnthropicMessages, """{"type":"error","error":{"type":"overloaded_error","message":"full"}}""", FrameKinds.Error)]
    [InlineData(Dialect.OpenAIResponses, """{"type":"response.output_text.delta","sequence_number":4,"delta":"a"}""", FrameKinds.Text)]
    [InlineData(Dialect.OpenAIResponses, """{"type":"response.output_text.done","sequence_number":5,"text":"all of it"}""", FrameKinds.None)]
    [InlineData(Dialect.OpenAIResponses, """{"type":"response.function_call_arguments.delta","delta":"{"}""", FrameKinds.Arguments)]
    [InlineData(Dialect.OpenAIResponses, """{"type":"response.reasoning_summary_text.delta","delta":"a"}""", FrameKinds.Reasoning)]
    [InlineData(Dialect.OpenAIResponses, """{"type":"response.completed","response":{"status":"completed","error":null,"usage":{"input_tokens":1,"output_tokens":2}}}""", FrameKinds.Terminal | FrameKinds.Usage)]
    public void Scan_Frame_IsWhatItIs(Dialect dialect, string data, FrameKinds expected)
    {
        var facts = new FrameFacts();
        FrameScanner.Scan(dialect, Encoding.UTF8.GetBytes(data), ref facts, null);
        Assert.Equal(expected, facts.Kinds);
    }

    [Fact]
    public void Scan_AnthropicUsage_IsTheLastSaidNotTheSum()
    {
        var facts = new FrameFacts();
        var text = new StringBuilder();
        foreach (var frame in (string[])[
            """{"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":4,"cache_read_input_tokens":7,"output_tokens":1}}}""",
            """{"type":"content_block_delta","delta":{"type":"text_delta","text":"h\u00e9"}}""",
            """{"type":"message_delta","delta":{"stop_reason":"max_tokens"},"usage":{"output_tokens":12}}"""])
        {
            FrameScanner.Scan(Dialect.AnthropicMessages, Encoding.UTF8.GetBytes(frame), ref facts, text);
        }

        Assert.Equal(("msg_1", 4, 7, 12, "max_tokens", "hé"), (facts.Id, facts.PromptTokens, facts.CachedTokens, facts.OutputTokens, facts.Finish, text.ToString()));
    }

    [Theory]
    [InlineData(Dialect.OpenAIChat, "messages")]
    [InlineData(Dialect.OpenAICompletions, "prompt")]
    [InlineData(Dialect.AnthropicMessages, "messages")]
    [InlineData(Dialect.OpenAIResponses, "input")]
    public void Body_EachDialect_HasItsMembersOnceAndExtraWins(Dialect dialect, string content)
    {
        var call = new GenerationCall { Turns = [new ChatTurn("user", "hi \"there\"")], System = "be brief", Seed = 4, Stop = ["x"], Extra = """{"temperature":0.5,"tools":[]}""" };
        using var json = JsonDocument.Parse(CallWriter.Body(call, dialect, "m"));
        string[] names = [.. json.RootElement.EnumerateObject().Select(p => p.Name)];
        Assert.Equal(names.Distinct(), names);
        Assert.Contains(content, names);
        Assert.Equal((0.5, "m"), (json.RootElement.GetProperty("temperature").GetDouble(), json.RootElement.GetProperty("model").GetString()));
        Assert.Equal(dialect is Dialect.OpenAIChat or Dialect.OpenAICompletions, names.Contains("seed"));
    }
}
