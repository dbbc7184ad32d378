using System.Globalization;

namespace Pensieve.Console.Cli.Keys;

/// <summary>Times as people write them: "90m", "12h", "30d".</summary>
internal static class Duration
{
    /// <summary>The time; null = it is not one, or not above zero, or more than ten years.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (text.Length < 2 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 5_256_000) return null;
        TimeSpan? time = text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => null,
        };
        return time <= TimeSpan.FromDays(3653) ? time : null;
    }
}
