using Pensieve.Console.Api.Errors;
using Pensieve.Console.Security.Keys;

namespace Pensieve.Console.Api.Responses;

/// <summary>GET and DELETE /v1/responses/{id}.</summary>
internal sealed class StoredResponsesEndpoint(ResponseStore store)
{
    /// <summary>The response object as its creator got it.</summary>
    public Task GetAsync(HttpContext context)
    {
        if (context.Request.Query.TryGetValue("stream", out var stream) && !string.Equals(stream, "false", StringComparison.OrdinalIgnoreCase))
            return ErrorEnvelope.WriteAsync(context, ApiError.Unsupported("stream", "playing a stored response as a stream is", "Leave it out."), Dialect.OpenAI);
        if (store.Find(CallerKey.CacheScopeOf(context), IdOf(context)) is not { } found) return NotFound(context);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = found.Document.Length;
        return context.Response.Body.WriteAsync(found.Document, context.RequestAborted).AsTask();
    }

    /// <summary>Forgets it; answers that continued it keep what they took over.</summary>
    public Task DeleteAsync(HttpContext context)
    {
        var id = IdOf(context);
        if (!store.Delete(CallerKey.CacheScopeOf(context), id)) return NotFound(context);
        return JsonAnswer.WriteAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteString("object"u8, "response"u8);
            json.WriteBoolean("deleted"u8, true);
            json.WriteEndObject();
        });
    }

    private static string IdOf(HttpContext context) => (string?)context.Request.RouteValues["id"] ?? "";

    private static Task NotFound(HttpContext context) => ErrorEnvelope.WriteAsync(context, new ApiError(
        404, $"Response with id '{IdOf(context)}' not found. This server keeps the last {ResponseStore.MaxCount} in memory, unless \"store\" is false.", "id", "response_not_found"), Dialect.OpenAI);
}
