using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pensieve.Harness.Reports.Formats;

/// <summary>A run as one JSON document: the whole <see cref="RunSummary"/>, exact figures.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RunSummary))]
public sealed partial class SummaryJson : JsonSerializerContext
{
    /// <summary>Writes it.</summary>
    public static void Write(RunSummary run, Stream output) => JsonSerializer.Serialize(output, run, Default.RunSummary);

    /// <summary>Reads it back; null = it is none.</summary>
    public static RunSummary? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.RunSummary);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
