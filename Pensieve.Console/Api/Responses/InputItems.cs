using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.OpenAI;
using Pensieve.Console.Api.Tools;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.Responses;

/// <summary>Writes the input of a request as items of its own: each with an id, a type and parts, however briefly it was sent.</summary>
internal static class InputItems
{
    /// <summary>The items of an input that was found valid. Ids are cursors: none occurs twice in a conversation.</summary>
    /// <param name="input">The input.</param>
    /// <param name="before">Items that it continues.</param>
    /// <param name="itemOf">Finds the items that references name.</param>
    public static ImmutableArray<StoredItem> Of(TextOrList<ResponseItemParam?> input, IEnumerable<StoredItem> before, Func<string, StoredItem?> itemOf)
    {
        var ids = before.Select(item => item.Id).ToHashSet(StringComparer.Ordinal);
        var listed = ImmutableArray.CreateBuilder<StoredItem>();
        foreach (var item in input.Items ?? [new ResponseItemParam { Role = "user", Content = new TextOrList<ContentPart?>(input.Text ?? "", null) }])
        {
            if (item!.Type != "item_reference") listed.Add(Of(item, ids));
            else if (itemOf(item.Id!) is { } known && ids.Add(known.Id)) listed.Add(known);
        }

        return listed.ToImmutable();
    }

    private static StoredItem Of(ResponseItemParam item, HashSet<string> ids)
    {
        var type = item.Type ?? "message";
        var id = item.Id;
        if (string.IsNullOrEmpty(id) || !ids.Add(id)) ids.Add(id = ToolIds.Create(PrefixOf(type)));
        var buffer = new ArrayBufferWriter<byte>(256);
        SseJson.Document(buffer, json =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteString("type"u8, type);
            if (type != "reasoning") json.WriteString("status"u8, "completed"u8);
            WriteRest(json, item, type);
            json.WriteEndObject();
        });
        return new StoredItem(id, buffer.WrittenMemory);
    }

    private static string PrefixOf(string type) => type switch { "message" => "msg_", "reasoning" => "rs_", "function_call" => "fc_", _ => "fco_" };

    private static void WriteRest(Utf8JsonWriter json, ResponseItemParam item, string type)
    {
        switch (type)
        {
            case "message":
                json.WriteString("role"u8, item.Role);
                WriteParts(json, "content", item.Content, item.Role == "assistant" ? "output_text" : "input_text");
                break;
            case "function_call":
                json.WriteString("call_id"u8, item.CallId);
                json.WriteString("name"u8, item.Name);
                json.WriteString("arguments"u8, item.Arguments ?? "");
                break;
            case "function_call_output":
                json.WriteString("call_id"u8, item.CallId);
                if (item.Output?.Text is { } text) json.WriteString("output"u8, text);
                else WriteParts(json, "output", item.Output, "input_text");
                break;
            default:
                json.WriteStartArray("summary"u8);
                json.WriteEndArray();
                WriteParts(json, "content", item.Content, "reasoning_text");
                break;
        }
    }

    private static void WriteParts(Utf8JsonWriter json, string name, TextOrList<ContentPart?>? content, string type)
    {
        json.WriteStartArray(name);
        if (content?.Text is { } whole) WriteText(json, whole, type);
        foreach (var part in content?.Items ?? [])
        {
            if (part is { Type: "refusal" }) WriteRefusal(json, part);
            else if (part?.Text is { } text) WriteText(json, text, type);
        }

        json.WriteEndArray();
    }

    private static void WriteRefusal(Utf8JsonWriter json, ContentPart part)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "refusal"u8);
        json.WriteString("refusal"u8, part.Refusal);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string text, string type)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        json.WriteString("text"u8, text);
        if (type == "output_text")
        {
            foreach (var empty in new[] { "annotations", "logprobs" })
            {
                json.WriteStartArray(empty);
                json.WriteEndArray();
            }
        }

        json.WriteEndObject();
    }
}
