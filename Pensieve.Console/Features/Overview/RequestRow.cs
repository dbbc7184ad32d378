using System.Globalization;
using Pensieve.Console.Shared;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Features.Overview;

/// <summary>A request as the table shows it; null = not measured.</summary>
public sealed record RequestRow(
    string Id, string When, string Source, string Model, int PromptTokens, int CachedTokens, int OutputTokens,
    string? Queue, string? FirstToken, string? TokensPerSecond, string Total, string End, string? EndDetail, string Tone, IconName Icon)
{
    /// <summary>From the engine's record, its age as of <paramref name="now"/>.</summary>
    public static RequestRow From(RequestRecord record, DateTimeOffset now)
    {
        var (end, tone, icon) = Ending(record.Result);
        var usage = record.Result.Usage;
        return new RequestRow(record.Id, Format.Ago(now - record.EndedAt), record.Source, record.Model, usage.PromptTokens, usage.CachedTokens, usage.OutputTokens,
            Milliseconds(record.QueueMs), Milliseconds(record.TtftMs), record.TpotMs is > 0 and { } tpot ? Format.Number(1000 / tpot) : null,
            Format.Milliseconds(record.TotalMs), end, record.Result.Failure?.Message ?? Stop(record.Result), tone, icon);
    }

    private static string? Milliseconds(double? value) => value is { } ms ? Format.Milliseconds(ms) : null;

    private static string? Stop(GenerationResult result) => result.StopSequence is { } stop ? $"Stopped at \"{stop}\"" : null;

    private static (string, string, IconName) Ending(GenerationResult result) => result.Reason switch
    {
        FinishReason.EndOfTurn => ("End of turn", "good", IconName.Check),
        FinishReason.MaxTokens => ("Token limit", "info", IconName.Limit),
        FinishReason.StopSequence => ("Stop sequence", "good", IconName.Check),
        FinishReason.ContextFull => ("Context full", "warn", IconName.Warning),
        FinishReason.Cancelled => ("Cancelled", "muted", IconName.Stop),
        _ => (result.Failure is { } failure ? Words(failure.Kind) : "Failed", "bad", IconName.Cross),
    };

    private static string Words(FailureKind kind) => kind switch
    {
        FailureKind.InvalidRequest => "Invalid request",
        FailureKind.PromptTooLong => "Prompt too long",
        FailureKind.QueueFull => "Queue full",
        FailureKind.ModelNotFound => "Model not found",
        FailureKind.ModelNotReady => "Model not ready",
        FailureKind.Draining => "Shutting down",
        FailureKind.DeadlineExceeded => "Deadline passed",
        FailureKind.EngineLost => "Engine lost",
        FailureKind.DecodeFailed => "Decode failed",
        FailureKind.ClientTooSlow => "Client too slow",
        _ => kind.ToString(),
    };
}
