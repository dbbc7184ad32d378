using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Ops;

namespace Pensieve.Console.Security.Audit;

/// <summary>GET /api/audit.</summary>
internal static class AuditEndpoints
{
    private const int MostEntries = 1000;

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/audit", ListAsync).WithTags("Access").WithName("GetAudit")
        .WithSummary("Who did what, newest first. count: 1 to 1000; before: id to page on from; action: one action, or a noun such as \"model\".");

    private static async Task<Results<Ok<IReadOnlyList<AuditEntry>>, ErrorResult>> ListAsync(
        AuditRepository repository, CancellationToken aborted, string? count = null, string? before = null, string? action = null)
    {
        if (!TryRead(count, 1, MostEntries, out var most)) return new ErrorResult(ApiError.Invalid("count", $"count: must be an integer from 1 to {MostEntries}."));
        if (!TryRead(before, 1, long.MaxValue, out var from)) return new ErrorResult(ApiError.Invalid("before", "before: must be the id of an entry."));
        var outcome = await repository.ListAsync((int)(most ?? 100), from, action, aborted);
        return outcome.IsDone ? TypedResults.Ok(outcome.Value!) : new ErrorResult(StoreErrors.ToApi(outcome.Failure));
    }

    private static bool TryRead(string? text, long min, long max, out long? value)
    {
        value = null;
        if (text is null) return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < min || number > max) return false;
        value = number;
        return true;
    }
}
