using System.Globalization;
using Pensieve.Console.Api.Errors;

namespace Pensieve.Console.Security.Keys;

/// <summary>The headers in which each vendor tells a caller what is left of its limits.</summary>
internal static class RateHeaders
{
    /// <summary>Writes them for the limits that the key has.</summary>
    public static void Write(HttpResponse response, KeyMeter meter, Dialect dialect, DateTimeOffset now)
    {
        Write(response.Headers, "requests", meter.Requests, dialect, now);
        Write(response.Headers, "tokens", meter.Tokens, dialect, now);
    }

    private static void Write(IHeaderDictionary headers, string what, MinuteBudget? budget, Dialect dialect, DateTimeOffset now)
    {
        if (budget is null) return;
        var (remaining, reset) = budget.State;
        var (limit, left) = (budget.Limit.ToString(CultureInfo.InvariantCulture), remaining.ToString(CultureInfo.InvariantCulture));
        if (dialect == Dialect.Anthropic)
        {
            headers[$"anthropic-ratelimit-{what}-limit"] = limit;
            headers[$"anthropic-ratelimit-{what}-remaining"] = left;
            headers[$"anthropic-ratelimit-{what}-reset"] = (now + reset).ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }
        else
        {
            headers[$"x-ratelimit-limit-{what}"] = limit;
            headers[$"x-ratelimit-remaining-{what}"] = left;
            headers[$"x-ratelimit-reset-{what}"] = Duration(reset);
        }
    }

    // As Go writes it, and so OpenAI: "120ms", "6s", "1m0s".
    private static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalMilliseconds):0}ms"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds):0}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)(Math.Ceiling(time.TotalSeconds) / 60)}m{Math.Ceiling(time.TotalSeconds) % 60:0}s"),
    };
}
