using System.Text.Json;

namespace Pensieve.Engine.Chat.Tools;

/// <summary>The tools of a request as parsers need them. Immutable.</summary>
public sealed class OfferedTools
{
    private readonly Dictionary<string, JsonElement> _parameters = new(StringComparer.Ordinal);

    /// <summary>Reads OpenAI's {"type":"function","function":{"name","parameters"}} objects.</summary>
    public OfferedTools(IEnumerable<JsonElement> tools)
    {
        foreach (var tool in tools)
        {
            var function = tool.GetProperty("function");
            _parameters[function.GetProperty("name").GetString()!] = function.TryGetProperty("parameters", out var schema) ? schema : default;
        }
    }

    /// <summary>Names of all.</summary>
    public IReadOnlyCollection<string> Names => _parameters.Keys;

    /// <summary>True if a tool of that name is offered.</summary>
    public bool Contains(string name) => _parameters.ContainsKey(name);

    /// <summary>True if the schema of that parameter says that it is a string and nothing else.</summary>
    public bool IsText(string tool, string parameter) =>
        _parameters.TryGetValue(tool, out var schema)
        && schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty(parameter, out var property) && property.ValueKind == JsonValueKind.Object
        && property.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("string"u8);
}
