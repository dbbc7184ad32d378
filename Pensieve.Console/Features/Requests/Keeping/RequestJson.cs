using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Features.Requests.Keeping;

/// <summary>Records as they are kept. Unknown fields are skipped and missing ones take their defaults, so that releases can read each other's.</summary>
internal static class RequestJson
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,

        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutDerived } },
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The text of a record.</summary>
    public static string Write(RequestRecord record) => JsonSerializer.Serialize(record, s_options);

    /// <summary>A record from its text; null = it is none that this release understands.</summary>
    public static RequestRecord? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<RequestRecord>(text, s_options) is { Id: not null, Model: not null, Source: not null, Result: not null } record ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // What follows from other fields is not kept.
    private static void LeaveOutDerived(JsonTypeInfo type)
    {
        if (type.Type.Namespace?.StartsWith(nameof(Pensieve), StringComparison.Ordinal) != true) return;
        for (var i = type.Properties.Count - 1; i >= 0; i--)
            if (type.Properties[i].Set is null) type.Properties.RemoveAt(i);
    }
}
