using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Pensieve.Console.Api.Wire;

/// <summary>A field that may be one string or an array: exactly one is set.</summary>
internal sealed record TextOrList<T>(string? Text, T[]? Items);

/// <summary>A value whose JSON type is none of those the field takes.</summary>
/// <param name="expected">Completes "must be …".</param>
internal sealed class WireTypeException(string expected) : JsonException
{
    /// <summary>Completes "must be …".</summary>
    public string Expected => expected;
}

/// <summary>Reads <see cref="TextOrList{T}"/>.</summary>
internal sealed class TextOrListConverter<T> : JsonConverter<TextOrList<T>>
{
    /// <inheritdoc/>
    public override TextOrList<T>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return new TextOrList<T>(reader.GetString(), null);
            case JsonTokenType.StartArray:
                var type = (JsonTypeInfo<T[]>)options.GetTypeInfo(typeof(T[]));
                try
                {
                    return new TextOrList<T>(null, JsonSerializer.Deserialize(ref reader, type));
                }
                catch (JsonException inner)
                {
                    // Without a path of its own it gets the outer one; JsonFault puts both together.
                    throw new JsonException(inner.Message, inner);
                }

            default:
                throw new WireTypeException("a string or an array");
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TextOrList<T> value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Requests are only read.");
}
