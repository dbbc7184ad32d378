using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Ops;

namespace Pensieve.Console.Features.Logs;

/// <summary>GET /api/logs.</summary>
internal static class LogEndpoints
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/logs", Read).WithTags("Operations").WithName("GetLogs")
        .WithSummary("The latest entries of the log, oldest first. level: least level (information); q: words; after: number to go on from; format: json or text.");

    private static Results<Ok<LogPage>, FileContentHttpResult, ErrorResult> Read(
        LogRing ring, TimeProvider time, string? level = null, string? q = null, string? after = null, string? format = null)
    {
        var least = LogLevel.Information;
        if (level is not null)
        {
            if (LogFilter.LevelOf(level) is not { } known) return Invalid("level", "must be trace, debug, information, warning, error or critical.");
            least = known;
        }

        long from = 0;
        if (after is not null && !long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out from)) return Invalid("after", "must be the number of an entry.");
        if (format is not (null or "json" or "text")) return Invalid("format", "must be json or text.");
        var lines = ring.Read(new LogFilter(least, q)).Where(l => l.Sequence > from).ToArray();
        if (format != "text") return TypedResults.Ok(Page(ring, lines));
        var name = "pensieve-" + time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture) + ".log";
        return TypedResults.File(Encoding.UTF8.GetBytes(Text(lines)), "text/plain; charset=utf-8", name);
    }

    private static LogPage Page(LogRing ring, LogLine[] lines)
    {
        var lost = ring.Overwritten;
        return new LogPage(ring.LastSequence, lost.Total, lost, lines);
    }

    private static string Text(IEnumerable<LogLine> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            // A message from outside must not be able to forge a second entry.
            text.Append(CultureInfo.InvariantCulture, $"{line.Time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {LogLevels.Word(line.Level),-8} {line.Source}  {line.Message.ReplaceLineEndings("⏎")}\n");
            if (line.Exception is { } exception) text.Append("    ").Append(exception.ReplaceLineEndings("\n    ")).Append('\n');
        }

        return text.ToString();
    }

    private static ErrorResult Invalid(string field, string what) => new(ApiError.Invalid(field, $"{field}: {what}"));
}

/// <summary>Entries of the log.</summary>
/// <param name="LastSequence">Number of the newest entry, to go on from.</param>
/// <param name="Overwritten">Entries that are gone.</param>
/// <param name="OverwrittenByKind">Likewise, by kind: each has room of its own.</param>
/// <param name="Lines">The entries.</param>
public sealed record LogPage(long LastSequence, long Overwritten, LogLoss OverwrittenByKind, IReadOnlyList<LogLine> Lines);
