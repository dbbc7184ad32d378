using Pensieve.Console.Api.Errors;
using Pensieve.Console.Security.Keys;

namespace Pensieve.Console.Api.Responses;

/// <summary>GET and DELETE /v1/responses/{id}, its input items, and what becomes of cancelling it.</summary>
internal sealed class StoredResponsesEndpoint(ResponseStore store)
{
    private static readonly IdPaging s_paging = new("after", "before", Limit: 20, MaxLimit: 100);

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

    /// <summary>What the answer was made from, the answers before it included; the latest first unless asked otherwise.</summary>
    public Task ListInputAsync(HttpContext context)
    {
        if (store.Find(CallerKey.CacheScopeOf(context), IdOf(context)) is not { } found) return NotFound(context);
        var query = context.Request.Query;
        var order = query.TryGetValue("order", out var wanted) ? (string?)wanted : "desc";
        if (order is not ("asc" or "desc")) return ErrorEnvelope.WriteAsync(context, ApiError.Invalid("order", "order: must be \"asc\" or \"desc\"."), Dialect.OpenAI);
        var items = found.Before.Concat(found.Input);
        var (page, error) = IdPage<StoredItem>.Of(query, [.. order == "asc" ? items : items.Reverse()], i => i.Id, s_paging);
        return page is null
            ? ErrorEnvelope.WriteAsync(context, error!, Dialect.OpenAI)
            : JsonAnswer.WriteAsync(context, json => page.Write(json, i => i.Id, (to, item) => to.WriteRawValue(item.Json.Span, skipInputValidation: true)));
    }

    /// <summary>Cancels nothing: only background responses can be cancelled by their id, and there are none here.</summary>
    public Task CancelAsync(HttpContext context) => store.Find(CallerKey.CacheScopeOf(context), IdOf(context)) is null
        ? NotFound(context)
        : ErrorEnvelope.WriteAsync(context, new ApiError(
            400, "Cannot cancel a synchronous response. It is complete; one in progress ends when its connection is closed.", "id", "response_not_cancellable"), Dialect.OpenAI);

    private static string IdOf(HttpContext context) => (string?)context.Request.RouteValues["id"] ?? "";

    private static Task NotFound(HttpContext context) => ErrorEnvelope.WriteAsync(context, new ApiError(
        404, $"Response with id '{IdOf(context)}' not found. This server keeps the last {ResponseStore.MaxCount} in memory, unless \"store\" is false.", "id", "response_not_found"), Dialect.OpenAI);
}
