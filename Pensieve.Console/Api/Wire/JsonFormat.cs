using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pensieve.Console.Api.Wire;

/// <summary>How JSON is written on every API route.</summary>
internal static class JsonFormat
{
    /// <summary>Text stays readable UTF-8: answers are application/json or event streams, never part of a page.</summary>
    public static JsonWriterOptions Writer { get; } = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };
}
