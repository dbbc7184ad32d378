using System.Text.Json;

namespace Pensieve.Engine.Grammars.Schema;

/// <summary>Types of JSON schema. A number that is no integer is Fraction.</summary>
[Flags]
internal enum JsonTypes
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Integer = 4,
    Fraction = 8,
    Text = 16,
    List = 32,
    Map = 64,
    Number = Integer | Fraction,
    All = 127,
}

/// <summary>Types by name and of values.</summary>
internal static class JsonTypeNames
{
    /// <summary>A type by its name; None = unknown.</summary>
    public static JsonTypes Parse(string? name) => name switch
    {
        "null" => JsonTypes.Null,
        "boolean" => JsonTypes.Boolean,
        "integer" => JsonTypes.Integer,
        "number" => JsonTypes.Number,
        "string" => JsonTypes.Text,
        "array" => JsonTypes.List,
        "object" => JsonTypes.Map,
        _ => JsonTypes.None,
    };

    /// <summary>The type of a value.</summary>
    public static JsonTypes Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => JsonTypes.Null,
        JsonValueKind.True or JsonValueKind.False => JsonTypes.Boolean,
        JsonValueKind.Number => value.TryGetDecimal(out var number) && number == decimal.Truncate(number) ? JsonTypes.Integer : JsonTypes.Fraction,
        JsonValueKind.String => JsonTypes.Text,
        JsonValueKind.Array => JsonTypes.List,
        _ => JsonTypes.Map,
    };
}
