using Microsoft.AspNetCore.Http.HttpResults;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Ops;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;

namespace Pensieve.Console.Security.Keys;

/// <summary>/api/keys: named API keys.</summary>
internal static class KeysEndpoints
{
    /// <summary>Days whose usage is summed up.</summary>
    public const int UsageDays = 30;

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/api/keys").WithTags("Access");
        keys.MapGet("", ListAsync).WithName("GetKeys").WithSummary("All keys, newest first, with what was used in 30 days. Never their secrets.");
        keys.MapPost("", CreateAsync).WithName("CreateKey").WithSummary("Makes a key. The answer holds its secret, which is not shown again.").Audited("key.create");
        keys.MapPost("/{id}/revoke", RevokeAsync).WithName("RevokeKey").WithSummary("Revokes a key, by id or name; from then on it is refused.").Audited("key.revoke");
        keys.MapDelete("/{id}", DeleteAsync).WithName("DeleteKey").WithSummary("Removes a revoked key and its usage from the history.").Audited("key.delete");
    }

    private static async Task<Results<Ok<IReadOnlyList<KeyView>>, ErrorResult>> ListAsync(KeyManager manager, CancellationToken aborted)
    {
        var outcome = await manager.ListAsync(aborted);
        return outcome.IsDone ? TypedResults.Ok(outcome.Value!) : new ErrorResult(StoreErrors.ToApi(outcome.Failure));
    }

    private static async Task<Results<Created<CreatedKeyView>, ErrorResult>> CreateAsync(CreateKeyRequest request, HttpContext context, KeyManager manager)
    {
        context.SetAuditTarget(request.Name);
        var (wish, error) = manager.Check(request);
        if (wish is null) return new ErrorResult(error!);

        // A caller who goes away has made the key all the same, and would not know.
        var outcome = await manager.CreateAsync(wish, AccessIdentity.Of(context.User)?.Name ?? "unknown", CancellationToken.None);
        return outcome.IsDone
            ? TypedResults.Created($"/api/keys/{outcome.Value!.Key.Id}", outcome.Value)
            : new ErrorResult(StoreErrors.ToApi(outcome.Failure, "name"));
    }

    private static async Task<Results<Ok<KeyView>, ErrorResult>> RevokeAsync(string id, HttpContext context, KeyManager manager)
    {
        var outcome = await manager.RevokeAsync(id, CancellationToken.None);
        if (!outcome.IsDone) return new ErrorResult(StoreErrors.ToApi(outcome.Failure));
        context.SetAuditTarget(outcome.Value?.Name ?? id);
        return outcome.Value is { } key ? TypedResults.Ok(key) : new ErrorResult(Missing(id, "key"));
    }

    private static async Task<Results<NoContent, ErrorResult>> DeleteAsync(string id, KeyManager manager)
    {
        var outcome = await manager.DeleteAsync(id, CancellationToken.None);
        if (!outcome.IsDone) return new ErrorResult(StoreErrors.ToApi(outcome.Failure));
        return outcome.Value ? TypedResults.NoContent() : new ErrorResult(Missing(id, "revoked key"));
    }

    private static ApiError Missing(string id, string what) => new(404, $"There is no {what} '{id}'.", "id", "key_not_found");
}
