using System.Buffers;
using System.Text.Json;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.Generations;

/// <summary>Writes JSON documents that are not per token: start and end frames, whole answers.</summary>
internal static class SseJson
{
    /// <summary>One event: an optional name and one JSON document.</summary>
    public static void Event(IBufferWriter<byte> output, ReadOnlySpan<byte> name, Action<Utf8JsonWriter> write)
    {
        if (!name.IsEmpty)
        {
            output.Write("event: "u8);
            output.Write(name);
            output.Write("\n"u8);
        }

        output.Write("data: "u8);
        Document(output, write);
        output.Write("\n\n"u8);
    }

    /// <summary>One JSON document.</summary>
    public static void Document(IBufferWriter<byte> output, Action<Utf8JsonWriter> write)
    {
        using var json = new Utf8JsonWriter(output, JsonFormat.Writer);
        write(json);
    }

    /// <summary>Encodes a document once, for the constant parts of frames.</summary>
    public static byte[] Encode(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        Document(buffer, write);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A string property with the same escaping as streamed text, so that both spell it alike.</summary>
    public static void WriteText(this Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> utf8)
    {
        var value = new ArrayBufferWriter<byte>(utf8.Length + 16);
        value.Write("\""u8);
        JsonText.Write(value, utf8);
        value.Write("\""u8);
        json.WritePropertyName(name);
        json.WriteRawValue(value.WrittenSpan, skipInputValidation: true);
    }
}
