using System.Buffers;
using System.Text.Json;
using Pensieve.Console.Api.Generations;

namespace Pensieve.Console.Api;

/// <summary>Answers with one small JSON document.</summary>
internal static class JsonAnswer
{
    /// <summary>Writes it with its length.</summary>
    public static Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        SseJson.Document(body, write);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.WrittenCount;
        return context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted).AsTask();
    }
}
