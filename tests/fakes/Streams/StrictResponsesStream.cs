using System.Text;
using System.Text.Json;

namespace Pensieve.Tests.Fakes;

/// <summary>
/// Reads a response stream as the strictest client would: numbers without gaps, items and parts opened and closed in order,
/// every closing event repeating what the deltas said, and a terminal event whose output equals the items. Departures throw.
/// </summary>
internal sealed class StrictResponsesStream
{
    private static readonly string[] s_terminal = ["response.completed", "response.incomplete", "response.failed"];

    private readonly List<JsonElement> _items = [];
    private readonly StringBuilder _open = new();
    private readonly List<string> _openLogProbs = [];
    private JsonElement? _openItem;
    private string _stage = "";
    private int _sequence;
    private int _deltas;

    /// <summary>The response of the terminal event.</summary>
    public JsonElement Response { get; private set; }

    /// <summary>The error event.</summary>
    public JsonElement? Error { get; private set; }

    public int Comments { get; private set; }

    /// <summary>Finished items in order.</summary>
    public IReadOnlyList<JsonElement> Items => _items;

    public string Text => string.Concat(TextsOf(Items)) + (_stage == "text" ? _open.ToString() : "");

    public IEnumerable<(string Name, string Arguments)> Calls => CallsOf(Items);

    public string Status => Response.GetProperty("status").GetString()!;

    public static IEnumerable<string> TextsOf(IEnumerable<JsonElement> items) =>
        items.Where(i => i.GetProperty("type").GetString() == "message").Select(i => i.GetProperty("content")[0].GetProperty("text").GetString()!);

    public static IEnumerable<(string, string)> CallsOf(IEnumerable<JsonElement> items) =>
        items.Where(i => i.GetProperty("type").GetString() == "function_call").Select(i => (i.GetProperty("name").GetString()!, i.GetProperty("arguments").GetString()!));

    public static StrictResponsesStream Parse(string stream)
    {
        var parsed = new StrictResponsesStream();
        foreach (var frame in SseFrames.Parse(stream))
        {
            if (frame.Comment is not null) parsed.Comments++;
            else parsed.Take(frame);
        }

        Check(parsed.Response.ValueKind == JsonValueKind.Object, "the stream ends with a terminal event");
        return parsed;
    }

    private void Take(SseFrame frame)
    {
        Check(frame.Event is not null && frame.Data is not null, "every frame has event and data");
        var json = frame.Json;
        var type = json.GetProperty("type").GetString()!;
        Check(type == frame.Event, "type equals event");
        Check(json.GetProperty("sequence_number").GetInt32() == _sequence++, "sequence numbers count up from 0 without gaps");
        Check(Response.ValueKind == JsonValueKind.Undefined, "nothing after the terminal event");
        Check((_sequence == 1) == (type == "response.created") && (_sequence == 2) == (type == "response.in_progress"), "created, then in_progress, once each");
        if (type is "response.created" or "response.in_progress") CheckStart(json.GetProperty("response"));
        else if (type == "error") Error = json;
        else if (s_terminal.Contains(type)) TakeEnd(type, json.GetProperty("response"));
        else TakeItemEvent(type, json);
    }

    private static void CheckStart(JsonElement response)
    {
        Check(response.GetProperty("object").GetString() == "response" && response.GetProperty("id").GetString()!.StartsWith("resp_", StringComparison.Ordinal), "a response object");
        Check(response.GetProperty("status").GetString() == "in_progress" && response.GetProperty("output").GetArrayLength() == 0, "in progress and empty");
        Check(response.GetProperty("usage").ValueKind == JsonValueKind.Null && response.GetProperty("error").ValueKind == JsonValueKind.Null, "no usage, no error yet");
    }

    private void TakeItemEvent(string type, JsonElement json)
    {
        Check(json.GetProperty("output_index").GetInt32() == _items.Count, "items are sequential");
        if (type == "response.output_item.added")
        {
            OpenItem(json.GetProperty("item"));
            return;
        }

        Check(_openItem is not null, "events belong to an open item");
        var id = _openItem!.Value.GetProperty("id").GetString();
        Check((type == "response.output_item.done" ? json.GetProperty("item").GetProperty("id") : json.GetProperty("item_id")).GetString() == id, "events name the open item");
        switch (_stage, type)
        {
            case ("message", "response.content_part.added"):
                CheckPart(json, "");
                _stage = "text";
                break;
            case ("text", "response.output_text.delta"):
                Append(json.GetProperty("delta").GetString()!);
                _openLogProbs.AddRange(json.GetProperty("logprobs").EnumerateArray().Select(p => p.ToString()));
                break;
            case ("text", "response.output_text.done"):
                Check(json.GetProperty("text").GetString() == _open.ToString() && _deltas > 0, "done repeats the deltas");
                Check(json.GetProperty("logprobs").EnumerateArray().Select(p => p.ToString()).Take(_openLogProbs.Count).SequenceEqual(_openLogProbs), "done repeats the log-probabilities");
                _stage = "text.done";
                break;
            case ("text.done", "response.content_part.done"):
                CheckPart(json, _open.ToString());
                _stage = "done";
                break;
            case ("call", "response.function_call_arguments.delta"): Append(json.GetProperty("delta").GetString()!); break;
            case ("call", "response.function_call_arguments.done"):
                Check(json.GetProperty("arguments").GetString() == _open.ToString(), "done repeats the deltas");
                Check(json.GetProperty("name").GetString() == _openItem.Value.GetProperty("name").GetString(), "done repeats the name");
                _stage = "done";
                break;
            case ("done", "response.output_item.done"): CloseItem(json.GetProperty("item")); break;
            default: throw new FormatException($"{type} in stage '{_stage}'");
        }
    }

    private void OpenItem(JsonElement item)
    {
        Check(_openItem is null && item.GetProperty("status").GetString() == "in_progress", "one item at a time");
        _openItem = item;
        _open.Clear();
        _openLogProbs.Clear();
        _deltas = 0;
        var id = item.GetProperty("id").GetString()!;
        _stage = item.GetProperty("type").GetString() == "message" ? "message" : "call";
        if (_stage == "message") Check(id.StartsWith("msg_", StringComparison.Ordinal) && item.GetProperty("content").GetArrayLength() == 0 && item.GetProperty("role").GetString() == "assistant", "an empty message");
        else Check(id.StartsWith("fc_", StringComparison.Ordinal) && item.GetProperty("call_id").GetString()!.StartsWith("call_", StringComparison.Ordinal) && item.GetProperty("arguments").GetString() == "", "an empty call");
    }

    private void CloseItem(JsonElement item)
    {
        Check(item.GetProperty("status").GetString() is "completed" or "incomplete", "a final status");
        var text = item.GetProperty("type").GetString() == "message" ? item.GetProperty("content")[0].GetProperty("text") : item.GetProperty("arguments");
        Check(text.GetString() == _open.ToString(), "the item repeats the deltas");
        if (item.GetProperty("type").GetString() == "function_call" && item.GetProperty("status").GetString() == "completed")
            Check(JsonElement.Parse(text.GetString()!).ValueKind == JsonValueKind.Object, "arguments are a JSON object");
        _items.Add(item);
        _openItem = null;
        _stage = "";
    }

    private void TakeEnd(string type, JsonElement response)
    {
        Check(response.GetProperty("status").GetString() == type["response.".Length..], "the status is that of the event");
        Check((type == "response.failed") == (Error is not null) && (Error is not null) == (response.GetProperty("error").ValueKind == JsonValueKind.Object), "error and failed go together");
        Check((type == "response.incomplete") == (response.GetProperty("incomplete_details").ValueKind == JsonValueKind.Object), "incomplete says why");
        Check(type == "response.failed" || (_openItem is null && response.GetProperty("usage").ValueKind == JsonValueKind.Object), "everything is closed");
        var output = response.GetProperty("output").EnumerateArray().Select(i => i.ToString()).ToList();
        Check(output.Take(_items.Count).SequenceEqual(_items.Select(i => i.ToString())) && output.Count == _items.Count + (_openItem is null ? 0 : 1), "the output is the items");
        Response = response;
    }

    private static void CheckPart(JsonElement json, string text)
    {
        var part = json.GetProperty("part");
        Check(json.GetProperty("content_index").GetInt32() == 0 && part.GetProperty("type").GetString() == "output_text", "one text part");
        Check(part.GetProperty("text").GetString() == text && part.GetProperty("annotations").GetArrayLength() == 0, "the part has the text");
    }

    private void Append(string delta)
    {
        Check(delta.Length > 0, "deltas are not empty");
        _deltas++;
        _open.Append(delta);
    }

    private static void Check(bool holds, string rule)
    {
        if (!holds) throw new FormatException("Broken rule: " + rule);
    }
}
