using Pensieve.Console.Store;

namespace Pensieve.Console.Api.Errors;

/// <summary>Maps the database's failures to statuses.</summary>
internal static class StoreErrors
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(5);

    /// <summary>409 where something is there already, else 503.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="field">Field that a conflict is about.</param>
    public static ApiError ToApi(StoreFailure failure, string? field = null) => failure.Kind == StoreFailureKind.Conflict
        ? new ApiError(409, failure.Message, field, "conflict")
        : new ApiError(503, failure.Message, Code: "store_unavailable", RetryAfter: s_soon);
}
