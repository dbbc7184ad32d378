using System.Globalization;
using Pensieve.Console.Shared;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Features.Requests;

/// <summary>A request as a table shows it; null = not measured.</summary>
public sealed record RequestRow(
    string Id, string When, string Source, string Model, int PromptTokens, int CachedTokens, int OutputTokens,
    string? Queue, string? FirstToken, string? TokensPerSecond, string Total, string End, string? EndDetail, string Tone, IconName Icon)
{
    /// <summary>From the engine's record, its age as of <paramref name="now"/>.</summary>
    public static RequestRow From(RequestRecord record, DateTimeOffset now) => From(record, Format.Ago(now - record.EndedAt));

    /// <summary>From the engine's record, with the time of day of its end, on the server's clock; with the day, if it ended before the start.</summary>
    public static RequestRow At(RequestRecord record) =>
        From(record, record.EndedAt.ToLocalTime().ToString(record.IsRestored ? "MM-dd HH:mm:ss" : "HH:mm:ss", CultureInfo.InvariantCulture));

    private static RequestRow From(RequestRecord record, string when)
    {
        var end = RequestEnding.Of(record.Result);
        var usage = record.Result.Usage;
        return new RequestRow(record.Id, when, record.Source, record.Model, usage.PromptTokens, usage.CachedTokens, usage.OutputTokens,
            Milliseconds(record.QueueMs), Milliseconds(record.TtftMs), record.TpotMs is > 0 and { } tpot ? Format.Number(1000 / tpot) : null,
            Format.Milliseconds(record.TotalMs), end.Word, end.Detail, end.Tone, end.Icon);
    }

    private static string? Milliseconds(double? value) => value is { } ms ? Format.Milliseconds(ms) : null;
}
