using System.Globalization;

namespace Pensieve.Engine.Grammars.Schema;

/// <summary>
/// Grammars of numbers. Digits are bounded: a weak model would go on for ever, and readers lose what a double cannot hold.
/// </summary>
internal static class NumberRules
{
    /// <summary>Integers without bounds of their own stay below 10^15, which every reader holds exactly.</summary>
    public const long FreeLimit = 999_999_999_999_999;

    private const long Limit = 999_999_999_999_999_999;
    private const int SignificantDigits = 14;
    private const int MaxListed = 1000;
    private const int MaxStep = 100;
    private const int FreeDigits = 15;
    private const string FreeFraction = "(\".\" [0-9]{1,12})?";

    /// <summary>Any integer.</summary>
    public const string Integer = "\"0\" | \"-\"? [1-9] [0-9]{0,14}";

    /// <summary>Any number.</summary>
    public const string Number = "\"-\"? (\"0\" | [1-9] [0-9]{0,14}) (\".\" [0-9]{1,15})? ([eE] [+-]? [0-9]{1,2})?";

    /// <summary>The numbers of a shape; null = there are none.</summary>
    public static string? Of(SchemaShape shape)
    {
        if (shape.Bounds.IsEmpty) return null;
        if (shape.MultipleOf is { } step) return Multiples(shape, step);
        if (shape.Types.HasFlag(JsonTypes.Fraction)) return shape.Bounds.IsOpen ? Number : Fractions(shape.Bounds);
        if (shape.Bounds.IsOpen) return Integer;
        var (low, high) = IntegerBounds(shape.Bounds);
        return IntegerRange(low, high);
    }

    /// <summary>Integers from low to high, both included; null = there are none.</summary>
    public static string? IntegerRange(long low, long high)
    {
        var alternatives = new List<string>();
        if (low < 0 && low <= high) AddDigits(alternatives, Math.Max(1, -high), -low, "\"-\" ");
        if (high >= 0 && low <= high) AddDigits(alternatives, Math.Max(0, low), high, "");
        return GrammarRules.AnyOf(alternatives);
    }

    private static (long Low, long High) IntegerBounds(NumberBounds bounds)
    {
        var low = bounds.Min is { } min ? (long)Math.Ceiling(min) + (bounds.IsMinExclusive && min == Math.Ceiling(min) ? 1 : 0) : (long?)null;
        var high = bounds.Max is { } max ? (long)Math.Floor(max) - (bounds.IsMaxExclusive && max == Math.Floor(max) ? 1 : 0) : (long?)null;
        return (low ?? (high < -FreeLimit ? -Limit : -FreeLimit), high ?? (low > FreeLimit ? Limit : FreeLimit));
    }

    private static string? Multiples(SchemaShape shape, decimal step)
    {
        var path = shape.Path.Length == 0 ? "multipleOf" : shape.Path + ".multipleOf";
        if (step <= 0 || step != decimal.Truncate(step)) throw new GrammarException("is supported for positive integers only.", path);
        var (low, high) = IntegerBounds(shape.Bounds);
        if (step == 1) return IntegerRange(low, high);
        var first = (long)(Math.Ceiling(low / step) * step);
        if ((high - first) / step < MaxListed)
        {
            var listed = new List<string>();
            for (var value = (decimal)first; value <= high; value += step) listed.Add("\"" + value.ToString("0", CultureInfo.InvariantCulture) + "\"");
            return GrammarRules.AnyOf(listed);
        }

        if (!shape.Bounds.IsOpen || step > MaxStep)
            throw new GrammarException($"is supported without bounds up to {MaxStep}, or with bounds that leave at most {MaxListed} values.", path);
        return null;
    }

    /// <summary>Multiples of a step without bounds: a rule for each remainder and number of digits left; null = the shape does not ask for that.</summary>
    public static string? FreeMultiples(SchemaShape shape, GrammarRules rules)
    {
        if (shape.MultipleOf is not { } step || !shape.Bounds.IsOpen || step < 2 || step > MaxStep || step != decimal.Truncate(step)) return null;
        var names = new string[(int)step];
        for (var left = 0; left < FreeDigits; left++)
        {
            var shorter = names;
            var next = Enumerable.Range(0, names.Length)
                .Select(rest => left == 0 ? "" : string.Join(" | ", Enumerable.Range(0, 10).Select(d => $"{Digit(d)} {shorter[(rest * 10 + d) % names.Length]}")));
            names = [.. next.Select((more, rest) => rules.Add(left == 0 ? rest == 0 ? "\"\"" : "[]" : rest == 0 ? "\"\" | " + more : more))];
        }

        return "\"0\" | \"-\"? (" + string.Join(" | ", Enumerable.Range(1, 9).Select(d => $"{Digit(d)} {names[d % names.Length]}")) + ")";
    }

    private static string Digit(int digit) => string.Create(CultureInfo.InvariantCulture, $"\"{digit}\"");

    private static string? Fractions(NumberBounds bounds)
    {
        var alternatives = new List<string>();
        // Below zero: the same range mirrored, without a negative zero.
        if (bounds.Min is null or < 0)
        {
            var isNegative = bounds.Max < 0;
            AddFractions(alternatives, "\"-\" ", isNegative ? -bounds.Max!.Value : 0, isNegative && !bounds.IsMaxExclusive, -bounds.Min, !bounds.IsMinExclusive);
        }

        if (bounds.Max is null or >= 0)
        {
            var isPositive = bounds.Min >= 0;
            AddFractions(alternatives, "", isPositive ? bounds.Min!.Value : 0, !isPositive || !bounds.IsMinExclusive, bounds.Max, !bounds.IsMaxExclusive);
        }

        return GrammarRules.AnyOf(alternatives);
    }

    // Numbers from low to high, which are not negative.
    private static void AddFractions(List<string> alternatives, string sign, decimal low, bool withLow, decimal? high, bool withHigh)
    {
        if (low > high) return;
        var (first, last) = ((long)low, (long)(high ?? Math.Max(FreeLimit, Math.Min(low * 10, Limit))));
        var lowDigits = DigitsAfterPoint(low);
        var highDigits = high is { } h ? DigitsAfterPoint(h) : null;
        if (first == last && high is not null)
        {
            Add(first, FractionRules.Between(lowDigits, withLow, highDigits, withHigh, Room(first)));
            return;
        }

        Add(first, FractionRules.Between(lowDigits, withLow, null, true, Room(first)));
        var end = high is null ? last : last - 1;
        if (first + 1 <= end)
        {
            var between = new List<string>();
            AddDigits(between, first + 1, end, "");
            alternatives.Add($"{sign}{GrammarRules.AnyOf(between)} {FreeFraction}");
        }

        if (high is not null) Add(last, FractionRules.Between(null, true, highDigits, withHigh, Room(last)));

        void Add(long whole, string? fraction)
        {
            if (fraction is not null) alternatives.Add(string.Create(CultureInfo.InvariantCulture, $"{sign}\"{whole}\" {fraction}"));
        }
    }

    // Digits after the point that a double still tells apart.
    private static int Room(long whole) => Math.Max(1, SignificantDigits - whole.ToString(CultureInfo.InvariantCulture).Length);

    private static string DigitsAfterPoint(decimal value)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? "" : text[(point + 1)..].TrimEnd('0');
    }

    private static void AddDigits(List<string> alternatives, long low, long high, string sign)
    {
        // One alternative per number of digits.
        for (long first = 0, last = 9; first <= high && first >= 0; first = last + 1, last = last < Limit ? last * 10 + 9 : long.MaxValue)
        {
            if (last < low) continue;
            var from = Math.Max(first, low).ToString(CultureInfo.InvariantCulture);
            var to = Math.Min(last, high).ToString(CultureInfo.InvariantCulture);
            alternatives.Add(sign + SameLength(from, to));
        }
    }

    private static string SameLength(string low, string high)
    {
        var rest = low.Length - 1;
        if (rest < 0) return "\"\"";
        if (low.AsSpan(1).IndexOfAnyExcept('0') < 0 && high.AsSpan(1).IndexOfAnyExcept('9') < 0) return Digits(low[0], high[0], rest);
        if (low[0] == high[0]) return $"\"{low[0]}\" {SameLength(low[1..], high[1..])}";
        var alternatives = new List<string> { $"\"{low[0]}\" {SameLength(low[1..], new string('9', rest))}" };
        if (low[0] + 1 < high[0]) alternatives.Add(Digits((char)(low[0] + 1), (char)(high[0] - 1), rest));
        alternatives.Add($"\"{high[0]}\" {SameLength(new string('0', rest), high[1..])}");
        return GrammarRules.AnyOf(alternatives)!;
    }

    private static string Digits(char first, char last, int rest) =>
        (first == last ? $"\"{first}\"" : $"[{first}-{last}]") + (rest > 0 ? $" [0-9]{GrammarRules.Count(rest, rest)}" : "");
}
