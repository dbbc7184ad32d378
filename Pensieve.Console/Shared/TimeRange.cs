using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Pensieve.Console.Shared;

/// <summary>
/// The stretch of time a page shows, as its address says: <c>range</c> = the last so many seconds, or <c>from</c> and
/// <c>to</c> in seconds since 1970, which win.
/// </summary>
/// <param name="Seconds">Width, if it ends now.</param>
/// <param name="From">Begin of a fixed stretch; null = it ends now.</param>
/// <param name="To">End of a fixed stretch; null = it ends now.</param>
public sealed record TimeRange(int Seconds, DateTimeOffset? From, DateTimeOffset? To)
{
    /// <summary>Width unless chosen otherwise, in seconds.</summary>
    public const int DefaultSeconds = 300;

    /// <summary>Widths to choose from, in seconds.</summary>
    public static IReadOnlyList<int> Choices { get; } = [60, 300, 900, 1800, 3600];

    /// <summary>It does not move with the clock.</summary>
    public bool IsFixed => From is not null;

    /// <summary>Begin at <paramref name="now"/>.</summary>
    public DateTimeOffset Begin(DateTimeOffset now) => From ?? now.AddSeconds(-Seconds);

    /// <summary>End at <paramref name="now"/>.</summary>
    public DateTimeOffset End(DateTimeOffset now) => To ?? now;

    /// <summary>From the query of an address; what is no range there counts as the default.</summary>
    public static TimeRange Of(string uri)
    {
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri(uri, UriKind.Absolute).Query);
        var seconds = int.TryParse(query.GetValueOrDefault("range"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && Choices.Contains(asked) ? asked : DefaultSeconds;
        return Moment(query.GetValueOrDefault("from")) is { } from && Moment(query.GetValueOrDefault("to")) is { } to && to > from
            ? new TimeRange(seconds, from, to)
            : new TimeRange(seconds, null, null);
    }

    /// <summary>The address with another width that ends now.</summary>
    public static string With(NavigationManager navigation, int seconds) => navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["range"] = seconds == DefaultSeconds ? null : seconds, ["from"] = null, ["to"] = null,
    });

    /// <summary>"5 min"; "14:02:10 to 14:03:00" on the server's clock.</summary>
    public override string ToString() => From is { } from && To is { } to
        ? string.Create(CultureInfo.InvariantCulture, $"{from.ToLocalTime():HH:mm:ss} to {to.ToLocalTime():HH:mm:ss}")
        : Minutes(Seconds);

    /// <summary>"5 min".</summary>
    public static string Minutes(int seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60} min");

    private static DateTimeOffset? Moment(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 32_503_680_000
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000))
            : null;
}
