using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pensieve.Harness.Runs.Events;

/// <summary>The JSON of a record's lines: camelCase, nulls left out; an infinite figure is the string "Infinity".</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RunEvent))]
public sealed partial class RunEventJson : JsonSerializerContext
{
    /// <summary>One line, without its line break.</summary>
    public static string Line(RunEvent line) => JsonSerializer.Serialize(line, Default.RunEvent);

    /// <summary>The event of a line; null = it is none (a line cut off by a crash, or of a newer kind).</summary>
    public static RunEvent? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, Default.RunEvent);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}
