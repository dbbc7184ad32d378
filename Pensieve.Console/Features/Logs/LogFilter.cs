namespace Pensieve.Console.Features.Logs;

/// <summary>Which entries are shown; null or empty = any.</summary>
/// <param name="Least">Least level.</param>
/// <param name="Text">Words that must all be in the message, the source, the exception or the request's id.</param>
public sealed record LogFilter(LogLevel Least = LogLevel.Information, string? Text = null)
{
    private readonly string[] _words = Text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Whether an entry passes.</summary>
    public bool Matches(LogLine line)
    {
        if (line.Level < Least) return false;
        foreach (var word in _words)
        {
            if (!Has(line.Message, word) && !Has(line.Category, word) && !Has(line.Exception, word) && !Has(line.RequestId, word)) return false;
        }

        return true;
    }

    /// <summary>The level of a name, as in addresses: "warning"; null = there is none of that name.</summary>
    public static LogLevel? LevelOf(string? name) =>
        Enum.TryParse<LogLevel>(name, ignoreCase: true, out var level) && level is >= LogLevel.Trace and <= LogLevel.Critical && !char.IsAsciiDigit(name![0]) ? level : null;

    private static bool Has(string? text, string word) => text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true;
}
