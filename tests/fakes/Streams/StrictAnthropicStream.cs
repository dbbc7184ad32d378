using System.Text;
using System.Text.Json;

namespace Pensieve.Tests.Fakes;

/// <summary>Reads a message stream as the strictest client would: every departure from the grammar throws.</summary>
internal sealed class StrictAnthropicStream
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _thinking = new();
    private string? _signature;
    private StringBuilder? _input;
    private int _nextIndex;
    private int? _open;
    private bool _stopped;

    public JsonElement Start { get; private set; }

    public JsonElement Delta { get; private set; }

    public JsonElement? Error { get; private set; }

    /// <summary>tool_use blocks with their whole input.</summary>
    public List<(string Id, string Name, string Input)> Calls { get; } = [];

    /// <summary>Types of all blocks in order.</summary>
    public List<string> BlockTypes { get; } = [];

    public int Pings { get; private set; }

    public int Blocks => _nextIndex;

    public string Text => _text.ToString();

    public string Thinking => _thinking.ToString();

    public string? StopReason => Delta.GetProperty("delta").GetProperty("stop_reason").GetString();

    public static StrictAnthropicStream Parse(string stream)
    {
        var parsed = new StrictAnthropicStream();
        foreach (var frame in SseFrames.Parse(stream)) parsed.Take(frame);
        Check(parsed._stopped || parsed.Error is not null, "the stream ends with message_stop or error");
        return parsed;
    }

    private void Take(SseFrame frame)
    {
        Check(frame.Event is not null && frame.Data is not null, "every frame has event and data");
        var json = frame.Json;
        Check(json.GetProperty("type").GetString() == frame.Event, "type equals event");
        Check(!_stopped && Error is null, "nothing after the end");
        switch (frame.Event)
        {
            case "ping": Pings++; break;
            case "error": Error = json; break;
            case "message_start": TakeStart(json.GetProperty("message")); break;
            case "content_block_start": TakeBlockStart(json); break;
            case "content_block_delta": TakeBlockDelta(json); break;
            case "content_block_stop":
                Check(_open == json.GetProperty("index").GetInt32(), "the open block stops");
                _open = null;
                TakeBlockStop();
                break;
            case "message_delta":
                Check(_open is null && Delta.ValueKind == JsonValueKind.Undefined && HasStart, "message_delta once, after all blocks");
                Check(json.GetProperty("usage").GetProperty("output_tokens").GetInt32() >= 0, "output tokens");
                Delta = json;
                break;
            case "message_stop":
                Check(Delta.ValueKind == JsonValueKind.Object, "message_delta before message_stop");
                _stopped = true;
                break;
            default: throw new FormatException("Unknown event " + frame.Event);
        }
    }

    private bool HasStart => Start.ValueKind == JsonValueKind.Object;

    private void TakeStart(JsonElement message)
    {
        Check(!HasStart, "one message_start");
        Check(message.GetProperty("content").GetArrayLength() == 0 && message.GetProperty("stop_reason").ValueKind == JsonValueKind.Null, "an empty message");
        Check(message.GetProperty("id").GetString()!.StartsWith("msg_", StringComparison.Ordinal), "a message id");
        Start = message;
    }

    private void TakeBlockStart(JsonElement json)
    {
        Check(HasStart && _open is null && Delta.ValueKind == JsonValueKind.Undefined, "blocks are sequential");
        Check(json.GetProperty("index").GetInt32() == _nextIndex, "indices count up");
        _open = _nextIndex++;
        var block = json.GetProperty("content_block");
        BlockTypes.Add(block.GetProperty("type").GetString()!);
        if (BlockTypes[^1] == "text")
        {
            Check(block.GetProperty("text").GetString() == "", "a text block starts empty");
            return;
        }

        if (BlockTypes[^1] == "thinking")
        {
            Check(block.GetProperty("thinking").GetString() == "" && block.GetProperty("signature").GetString() == "", "a thinking block starts empty");
            _signature = "";
            return;
        }

        Check(BlockTypes[^1] == "tool_use" && block.GetProperty("input").GetRawText() == "{}", "a tool_use block starts with an empty input");
        Check(block.GetProperty("id").GetString()!.StartsWith("toolu_", StringComparison.Ordinal), "a tool id");
        Check(block.GetProperty("caller").GetProperty("type").GetString() == "direct", "a caller");
        Calls.Add((block.GetProperty("id").GetString()!, block.GetProperty("name").GetString()!, ""));
        _input = new StringBuilder();
    }

    private void TakeBlockDelta(JsonElement json)
    {
        Check(_open == json.GetProperty("index").GetInt32(), "deltas belong to the open block");
        var delta = json.GetProperty("delta");
        if (_signature is not null)
        {
            Check(_signature.Length == 0, "nothing after the signature");
            if (delta.GetProperty("type").GetString() == "signature_delta") _signature = delta.GetProperty("signature").GetString()!;
            else _thinking.Append(delta.GetProperty("thinking").GetString());
            return;
        }

        Check(delta.GetProperty("type").GetString() == (_input is null ? "text_delta" : "input_json_delta"), "deltas of the block's type");
        if (_input is null) _text.Append(delta.GetProperty("text").GetString());
        else _input.Append(delta.GetProperty("partial_json").GetString());
    }

    private void TakeBlockStop()
    {
        Check(_signature is not { Length: 0 }, "a thinking block ends with its signature");
        _signature = null;
        if (_input is null) return;
        Check(JsonElement.Parse(_input.ToString()).ValueKind == JsonValueKind.Object, "an input is a JSON object");
        Calls[^1] = Calls[^1] with { Input = _input.ToString() };
        _input = null;
    }

    private static void Check(bool holds, string rule)
    {
        if (!holds) throw new FormatException("Broken rule: " + rule);
    }
}
