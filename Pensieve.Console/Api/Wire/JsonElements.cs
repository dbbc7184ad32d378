using System.Text.Json;

namespace Pensieve.Console.Api.Wire;

/// <summary>Looks into fields whose shape only later features read in full.</summary>
internal static class JsonElements
{
    /// <summary>Absent or null.</summary>
    public static bool IsAbsent(this JsonElement element) => element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>Absent, null, or an empty array or object.</summary>
    public static bool IsEmpty(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => true,
        JsonValueKind.Array => element.GetArrayLength() == 0,
        JsonValueKind.Object => element.GetPropertyCount() == 0,
        _ => false,
    };

    /// <summary>The string property <paramref name="name"/> of an object, or the element itself if it is a string; else null.</summary>
    public static string? TypeName(this JsonElement element, string name = "type") => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Object when element.TryGetProperty(name, out var type) && type.ValueKind == JsonValueKind.String => type.GetString(),
        _ => null,
    };
}
