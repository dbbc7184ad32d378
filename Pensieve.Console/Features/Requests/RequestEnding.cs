using Pensieve.Console.Shared;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Features.Requests;

/// <summary>How a request ended, for people.</summary>
/// <param name="Key">Its name in addresses: "end-of-turn", "queue-full".</param>
/// <param name="Word">In a word or two.</param>
/// <param name="Tone">Colour class: "good", "info", "warn", "bad" or "muted".</param>
/// <param name="Icon">Its sign, so that colour is not alone.</param>
/// <param name="Detail">The failure's sentence or the stop string; null = nothing more to say.</param>
public sealed record RequestEnding(string Key, string Word, string Tone, IconName Icon, string? Detail)
{
    /// <summary>The ending of a result.</summary>
    public static RequestEnding Of(GenerationResult result)
    {
        var (word, tone, icon) = result.Reason switch
        {
            FinishReason.EndOfTurn => ("End of turn", "good", IconName.Check),
            FinishReason.MaxTokens => ("Token limit", "info", IconName.Limit),
            FinishReason.StopSequence => ("Stop sequence", "good", IconName.Check),
            FinishReason.ContextFull => ("Context full", "warn", IconName.Warning),
            FinishReason.Cancelled => ("Cancelled", "muted", IconName.Stop),
            _ => (result.Failure is { } failure ? Words(failure.Kind) : "Failed", "bad", IconName.Cross),
        };
        return new RequestEnding(word.Replace(' ', '-').ToLowerInvariant(), word, tone, icon,
            result.Failure?.Message ?? (result.StopSequence is { } stop ? $"Stopped at \"{stop}\"" : null));
    }

    private static string Words(FailureKind kind) => kind switch
    {
        FailureKind.InvalidRequest => "Invalid request",
        FailureKind.PromptTooLong => "Prompt too long",
        FailureKind.QueueFull => "Queue full",
        FailureKind.ModelNotFound => "Model not found",
        FailureKind.ModelNotReady => "Model not ready",
        FailureKind.Draining => "Shutting down",
        FailureKind.ModelUnloaded => "Model unloaded",
        FailureKind.DeadlineExceeded => "Deadline passed",
        FailureKind.EngineLost => "Engine lost",
        FailureKind.DecodeFailed => "Decode failed",
        FailureKind.ClientTooSlow => "Client too slow",
        _ => kind.ToString(),
    };
}
