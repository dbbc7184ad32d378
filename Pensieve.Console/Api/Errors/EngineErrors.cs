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
            FailureKind.ModelUnloaded => new ApiError(overloaded, failure.Message, "model", "model_unloaded", RetryAfter: failure.RetryAfter),
            FailureKind.EngineLost => new ApiError(overloaded, failure.Message, Code: "engine_lost", RetryAfter: failure.RetryAfter ?? s_soon),
            FailureKind.DeadlineExceeded => new ApiError(504, failure.Message, Code: "deadline_exceeded", RetryAfter: failure.RetryAfter),
            FailureKind.DecodeFailed => new ApiError(500, failure.Message, Code: "decode_failed", RetryAfter: failure.RetryAfter),
            FailureKind.ClientTooSlow => new ApiError(408, failure.Message, Code: "client_too_slow"),
            _ => new ApiError(500, failure.Message),
        };
    }

    /// <summary>Why a result is not a success; null = it is one.</summary>
    /// <param name="result">The result.</param>
    /// <param name="dialect">Whose error it becomes.</param>
    /// <param name="promptField">The request field that the prompt came from.</param>
    public static ApiError? OfResult(GenerationResult result, Dialect dialect, string promptField)
    {
        ApiError? error = result.Reason switch
        {
            FinishReason.Failed when result.Failure is { Kind: FailureKind.InvalidRequest } invalid => Invalid(invalid.Message, promptField),
            FinishReason.Failed when result.Failure is { Kind: FailureKind.PromptTooLong } tooLong => ToApi(tooLong, dialect) with { Field = promptField },
            FinishReason.Failed => ToApi(result.Failure ?? new EngineFailure(FailureKind.DecodeFailed, "The engine gave no reason."), dialect),
            FinishReason.Cancelled => new ApiError(500, "The server cancelled the request before it was complete.", Code: "cancelled", RetryAfter: s_soon),
            _ => null,
        };

        return error is null ? null : error with { HasRecord = result.Failure is not { IsRefusal: true } };
    }

    // The engine's sentences begin with a field where they know one; it calls the prompt so in every dialect.
    private static ApiError Invalid(string message, string promptField)
    {
        var colon = message.IndexOf(": ", StringComparison.Ordinal);
        if (colon <= 0 || message.AsSpan(0, colon).Contains(' ')) return ApiError.Invalid(null, message);
        var field = message[..colon] is var name && name == "prompt" ? promptField : name;
        return ApiError.Invalid(field, field + message[colon..]);
    }

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
