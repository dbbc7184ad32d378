using System.Text.Json;

namespace Pensieve.Engine.Grammars.Schema;

/// <summary>A schema and where it stands in its document.</summary>
/// <param name="Schema">An object or a boolean.</param>
/// <param name="Path">Keys divided by dots; unique in the document.</param>
internal readonly record struct SchemaPart(JsonElement Schema, string Path)
{
    /// <summary>The schema under a key.</summary>
    public SchemaPart Child(string key, JsonElement schema) => new(schema, PathOf(key));

    /// <summary>The path of a key.</summary>
    public string PathOf(string key) => Path.Length == 0 ? key : Path + "." + key;

    /// <summary>A property's name as part of a path: its dots divide nothing, and no two names become one.</summary>
    public static string Escape(string name) => name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(".", "\\.", StringComparison.Ordinal);

    /// <summary>A key's value, if the schema has it.</summary>
    public bool TryGet(string key, out JsonElement value)
    {
        value = default;
        return Schema.ValueKind == JsonValueKind.Object && Schema.TryGetProperty(key, out value);
    }
}
