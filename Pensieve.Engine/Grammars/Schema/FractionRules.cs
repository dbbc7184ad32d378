namespace Pensieve.Engine.Grammars.Schema;

/// <summary>What may follow the whole part of a number: nothing, or a point and digits, within bounds given as digits after the point.</summary>
internal static class FractionRules
{
    /// <summary>The fractions between two others; null = there are none.</summary>
    /// <param name="low">Digits; null = no bound, "" = zero.</param>
    /// <param name="withLow">The bound itself is allowed.</param>
    /// <param name="high">Digits; null = no bound.</param>
    /// <param name="withHigh">The bound itself is allowed.</param>
    /// <param name="room">Most digits after those of the bounds, ≥ 1.</param>
    public static string? Between(string? low, bool withLow, string? high, bool withHigh, int room)
    {
        var bounds = new Bounds(withLow, withHigh, room);
        var digits = Digits(low, high, bounds, mustRead: true);
        var alternatives = new List<string>();
        if (MayEnd(low, high, bounds)) alternatives.Add("\"\"");
        if (digits is not null) alternatives.Add("\".\" " + digits);
        return GrammarRules.AnyOf(alternatives);
    }

    private static string? Digits(string? low, string? high, Bounds bounds, bool mustRead)
    {
        if (low is null && high is null) return $"[0-9]{GrammarRules.Count(mustRead ? 1 : 0, bounds.Room)}";
        if (low is null or "" && high is null or "") return AtBound(low, high, bounds, mustRead);
        var alternatives = new List<string>();
        if (!mustRead && MayEnd(low, high, bounds)) alternatives.Add("\"\"");
        var first = low is null ? '0' : low.Length > 0 ? low[0] : '0';
        var last = high is null ? '9' : high.Length > 0 ? high[0] : '0';
        if (first == last)
        {
            Add(first, Digits(Rest(low), Rest(high), bounds, mustRead: false));
        }
        else if (first < last)
        {
            Add(first, Digits(Rest(low), null, bounds, mustRead: false));
            if (first + 1 < last) alternatives.Add($"[{(char)(first + 1)}-{(char)(last - 1)}] [0-9]{GrammarRules.Count(0, bounds.Room)}");
            Add(last, Digits(null, Rest(high), bounds, mustRead: false));
        }

        return GrammarRules.AnyOf(alternatives);

        void Add(char digit, string? rest)
        {
            if (rest is not null) alternatives.Add($"\"{digit}\" {rest}");
        }
    }

    // All digits of the bounds were read, and so far the number equals them.
    private static string? AtBound(string? low, string? high, Bounds bounds, bool mustRead)
    {
        var least = mustRead ? 1 : 0;
        if (high is not null)
            return bounds.WithHigh && (low is null || bounds.WithLow) ? $"\"0\"{GrammarRules.Count(least, bounds.Room)}" : null;
        return bounds.WithLow
            ? $"[0-9]{GrammarRules.Count(least, bounds.Room)}"
            : $"\"0\"{GrammarRules.Count(0, bounds.Room - 1)} [1-9] [0-9]{GrammarRules.Count(0, 3)}";
    }

    private static bool MayEnd(string? low, string? high, Bounds bounds) =>
        (low is null || (IsZero(low) && bounds.WithLow)) && (high is null || bounds.WithHigh || !IsZero(high));

    private static bool IsZero(string digits) => digits.AsSpan().IndexOfAnyExcept('0') < 0;

    private static string? Rest(string? digits) => digits is { Length: > 0 } ? digits[1..] : digits;

    private readonly record struct Bounds(bool WithLow, bool WithHigh, int Room);
}
