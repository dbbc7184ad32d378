using System.Text;
using System.Text.Json;

namespace Pensieve.Tests.Unit.Console.Api.Support;

/// <summary>Reads a message stream as the strictest client would: every departure from the grammar throws.</summary>
internal sealed class StrictAnthropicStream
{
    private readonly StringBuilder _text = new();
    private int _nextIndex;
    private int? _open;
    private bool _stopped;

    public JsonElement Start { get; private set; }

    public JsonElement Delta { get; private set; }

    public JsonElement? Error { get; private set; }

    public int Pings { get; private set; }

    public int Blocks => _nextIndex;

    public string Text => _text.ToString();

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
        Check(json.GetProperty("content_block").GetProperty("text").GetString() == "", "a text block starts empty");
        _open = _nextIndex++;
    }

    private void TakeBlockDelta(JsonElement json)
    {
        Check(_open == json.GetProperty("index").GetInt32(), "deltas belong to the open block");
        Check(json.GetProperty("delta").GetProperty("type").GetString() == "text_delta", "text_delta");
        _text.Append(json.GetProperty("delta").GetProperty("text").GetString());
    }

    private static void Check(bool holds, string rule)
    {
        if (!holds) throw new FormatException("Broken rule: " + rule);
    }
}
