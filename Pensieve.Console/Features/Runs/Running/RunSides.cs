using Pensieve.Console.Features.Runs.Keeping;

namespace Pensieve.Console.Features.Runs.Running;

/// <summary>
/// The sides of a comparison as addresses carry them: runs of one side joined by '+', sides by ','. "a,b" is one run against
/// another, "a+b+c,d+e+f" three against three.
/// </summary>
public static class RunSides
{
    /// <summary>Fewest and most sides.</summary>
    public const int Fewest = 2;

    /// <inheritdoc cref="Fewest"/>
    public const int Most = 5;

    /// <summary>Most runs of all sides together.</summary>
    public const int MostRuns = 40;

    /// <summary>Reads them. A plus sign reaches us as a space: no id has either.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Parse(string? text) =>
        [.. (text ?? "").Split(',').Select(side => (IReadOnlyList<string>)side.Split(['+', ' '], StringSplitOptions.RemoveEmptyEntries)).Where(side => side.Count > 0)];

    /// <summary>Writes them.</summary>
    public static string Format(IEnumerable<IEnumerable<string>> sides) => string.Join(',', sides.Select(s => string.Join('+', s)).Where(s => s.Length > 0));

    /// <summary>
    /// How runs may stand against each other: up to five each by itself; more by their environment where there are several, else
    /// the older half against the newer.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<string>> Suggest(IReadOnlyList<RunRow> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var ordered = runs.OrderBy(r => r.StartedAt).ToList();
        if (ordered.Count <= Most) return [.. ordered.Select(r => (IReadOnlyList<string>)[r.Id])];
        var kinds = ordered.GroupBy(r => (r.Suites, r.Profile, r.Model, r.Fingerprint)).ToList();
        if (kinds.Count is >= Fewest and <= Most) return [.. kinds.Select(k => (IReadOnlyList<string>)[.. k.Select(r => r.Id)])];
        var half = ordered.Count / 2;
        return [[.. ordered.Take(half).Select(r => r.Id)], [.. ordered.Skip(half).Select(r => r.Id)]];
    }

    /// <summary>"A" for the first side.</summary>
    public static string Letter(int side) => ((char)('A' + side)).ToString();
}
