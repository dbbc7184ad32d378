using System.Globalization;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Errors;

/// <summary>Maps the engine's failures to statuses and wording that each dialect's clients understand.</summary>
internal static class EngineErrors
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(1);

    /// <summary>The answer for a failure. 529 exists only in Anthropic's dialect.</summary>
    public static ApiError ToApi(EngineFailure failure, Dialect dialect)
    {
        var overloaded = dialect == Dialect.Anthropic ? 529 : 503;
        return failure.Kind switch
        {
            FailureKind.InvalidRequest => ApiError.Invalid(null, failure.Message),
            FailureKind.PromptTooLong => PromptTooLong(failure, dialect),
            FailureKind.QueueFull => new ApiError(
                dialect == Dialect.Anthropic ? 529 : 429, failure.Message, Code: "rate_limit_exceeded", RetryAfter: failure.RetryAfter ?? s_soon),
            FailureKind.ModelNotFound => new ApiError(404, failure.Message, "model", "model_not_found"),
            FailureKind.ModelNotReady => new ApiError(overloaded, failure.Message, Code: "model_not_ready", RetryAfter: failure.RetryAfter ?? s_soon),
            FailureKind.Draining => new ApiError(overloaded, failure.Message, Code: "draining", RetryAfter: failure.RetryAfter ?? s_soon),
            FailureKind.EngineLost => new ApiError(overloaded, failure.Message, Code: "engine_lost", RetryAfter: failure.RetryAfter ?? s_soon),
            FailureKind.DeadlineExceeded => new ApiError(504, failure.Message, Code: "deadline_exceeded", RetryAfter: failure.RetryAfter),
            FailureKind.DecodeFailed => new ApiError(500, failure.Message, Code: "decode_failed", RetryAfter: failure.RetryAfter),
            FailureKind.ClientTooSlow => new ApiError(408, failure.Message, Code: "client_too_slow"),
            _ => new ApiError(500, failure.Message),
        };
    }

    /// <summary>Why a result is not a success; null = it is one.</summary>
    public static ApiError? OfResult(GenerationResult result, Dialect dialect) => result.Reason switch
    {
        FinishReason.Failed => ToApi(result.Failure ?? new EngineFailure(FailureKind.DecodeFailed, "The engine gave no reason."), dialect),
        FinishReason.Cancelled => new ApiError(500, "The server cancelled the request before it was complete.", Code: "cancelled", RetryAfter: s_soon),
        _ => null,
    };

    // Claude Code matches the wording to decide that it must compact its conversation.
    private static ApiError PromptTooLong(EngineFailure failure, Dialect dialect)
    {
        if (failure is not { Tokens: { } tokens, Limit: { } limit }) return new ApiError(400, failure.Message, "messages", "context_length_exceeded");
        var message = dialect == Dialect.Anthropic
            ? string.Create(CultureInfo.InvariantCulture, $"prompt is too long: {tokens} tokens > {limit} maximum")
            : string.Create(CultureInfo.InvariantCulture,
                $"This model's maximum context length is {limit} tokens. However, your request has {tokens} input tokens. Please reduce the length of the input.");
        return new ApiError(400, message, "messages", "context_length_exceeded");
    }
}
