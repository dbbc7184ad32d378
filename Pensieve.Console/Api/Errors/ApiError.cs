namespace Pensieve.Console.Api.Errors;

/// <summary>An answer other than success, before it takes a dialect's shape.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Message">One sentence: what is wrong and what to do.</param>
/// <param name="Field">Path of the offending request field (messages.0.content); null = none.</param>
/// <param name="Code">OpenAI's machine-readable code; null = none.</param>
/// <param name="RetryAfter">When a retry may succeed; null = it will not by itself.</param>
public sealed record ApiError(int Status, string Message, string? Field = null, string? Code = null, TimeSpan? RetryAfter = null)
{
    /// <summary>What of the request is not supported, for SDKs that then do without: Anthropic's error details, with <see cref="Code"/>; null = no details.</summary>
    public IReadOnlyList<string>? Unsupports { get; init; }

    /// <summary>The engine keeps a record of the request: it was accepted and then failed.</summary>
    public bool HasRecord { get; init; }

    /// <summary>True for statuses that SDKs repeat by themselves.</summary>
    public bool IsRepeatedBySdks => Status is 408 or 409 or 429 or >= 500;

    /// <summary>Whole seconds for the retry-after header: at least 1.</summary>
    public int? RetryAfterSeconds => RetryAfter is { } wait ? Math.Max(1, (int)Math.Ceiling(Math.Min(wait.TotalSeconds, 3600))) : null;

    /// <summary>A request that must change before it can succeed.</summary>
    public static ApiError Invalid(string? field, string message) => new(400, message, field);

    /// <summary>A field whose function this server does not have.</summary>
    /// <param name="field">Its path.</param>
    /// <param name="what">What is not supported.</param>
    /// <param name="instead">What to do.</param>
    public static ApiError Unsupported(string field, string what, string instead) =>
        new(400, $"{field}: {what} not supported by this server. {instead}", field, "unsupported_value");
}
