namespace Pensieve.Harness.Verdicts;

/// <summary>How long cases take and what they are held to. Built in: smoke, quick, standard, full; a JSON file may build on one of them.</summary>
public sealed record RunProfile
{
    /// <summary>What a run takes where nothing else is said.</summary>
    public const string Default = "quick";

    /// <summary>Names of the built-in profiles, from minutes to hours.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<ProfileSize>().Select(NameOf)];

    /// <summary>Its name in the record.</summary>
    public required string Name { get; init; }

    /// <summary>The built-in profile it is or builds on: how thorough cases are where nothing else is said.</summary>
    public required ProfileSize Size { get; init; }

    /// <summary>Whether it runs only the cases that are marked for it, or named.</summary>
    public bool OnlyMarked => Size == ProfileSize.Smoke;

    /// <summary>Limits by case id or pattern ("stress/*"): expressions such as "ttft.p95 &lt; 500 ms".</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Thresholds { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>What a request must meet to count as good.</summary>
    public ServiceLevel Slo { get; init; } = new();

    /// <summary>Figures of single cases by "case-id:name", for instance "stress/soak:seconds".</summary>
    public IReadOnlyDictionary<string, double> Settings { get; init; } = new Dictionary<string, double>();

    /// <summary>A figure of a case: the file's if it names one, else that of the size.</summary>
    public double Value(string caseId, string name, double quick, double standard, double full) =>
        Settings.TryGetValue($"{caseId}:{name}", out var set) ? set : Size switch
        {
            ProfileSize.Smoke or ProfileSize.Quick => quick,
            ProfileSize.Standard => standard,
            _ => full,
        };

    /// <summary>A whole number of a case.</summary>
    public int Count(string caseId, string name, int quick, int standard, int full) => (int)Math.Round(Value(caseId, name, quick, standard, full));

    /// <summary>A built-in profile.</summary>
    public static RunProfile BuiltIn(ProfileSize size) => new() { Name = NameOf(size), Size = size, Thresholds = DefaultThresholds.Of(size) };

    /// <summary>The built-in profile of a name; null = there is none.</summary>
    public static RunProfile? BuiltIn(string name) =>
        Enum.GetValues<ProfileSize>().Where(s => NameOf(s).Equals(name, StringComparison.OrdinalIgnoreCase)).Select(s => BuiltIn(s)).FirstOrDefault();

    private static string NameOf(ProfileSize size) => size.ToString().ToLowerInvariant();
}
