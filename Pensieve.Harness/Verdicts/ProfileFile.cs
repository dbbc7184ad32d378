using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pensieve.Harness.Verdicts;

/// <summary>
/// Profiles by name or from a JSON file: {"base":"quick","slo":{"ttftMs":500},"thresholds":{"stress/*":["error_rate &lt; 1 %"]},
/// "settings":{"stress/soak:seconds":3600}}. Every fault of a file is found before any is reported.
/// </summary>
public static class ProfileFile
{
    /// <summary>A profile, or what is wrong.</summary>
    public static (RunProfile? Profile, string? Error) Load(string nameOrPath)
    {
        if (RunProfile.BuiltIn(nameOrPath) is { } built) return (built, null);
        if (!File.Exists(nameOrPath)) return (null, $"--profile is {string.Join(", ", RunProfile.Names)} or a JSON file; '{nameOrPath}' is none of them.");
        try
        {
            return Parse(File.ReadAllText(nameOrPath), Path.GetFileNameWithoutExtension(nameOrPath));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"{nameOrPath}: {e.Message}");
        }
    }

    /// <summary>Reads a profile's JSON.</summary>
    public static (RunProfile? Profile, string? Error) Parse(string json, string name)
    {
        ProfileJson? file;
        try
        {
            file = JsonSerializer.Deserialize(json, ProfileJsonContext.Default.ProfileJson);
        }
        catch (JsonException e)
        {
            return (null, $"{name}: {e.Message}");
        }

        if (file is null) return (null, $"{name}: the file holds null.");
        List<string> faults = [];
        var on = RunProfile.BuiltIn(file.Base ?? RunProfile.Default);
        if (on is null) faults.Add($"base is one of {string.Join(", ", RunProfile.Names)}, not '{file.Base}'");
        foreach (var expression in file.Thresholds?.Values.SelectMany(v => v) ?? [])
        {
            if (Thresholds.Parse(expression).Error is { } error) faults.Add(error);
        }

        foreach (var setting in file.Settings?.Keys ?? Enumerable.Empty<string>())
        {
            if (setting.IndexOf(':', StringComparison.Ordinal) <= 0) faults.Add($"setting '{setting}' is not of the form case-id:name");
        }

        return on is null || faults.Count > 0
            ? (null, $"{name}: {string.Join("; ", faults)}")
            : (new RunProfile
            {
                Name = file.Name ?? name,
                Size = on.Size,
                Slo = file.Slo ?? new ServiceLevel(),
                Thresholds = Over(on.Thresholds, file.Thresholds),
                Settings = file.Settings ?? [],
            }, null);
    }

    // A pattern that the file names replaces the built-in limits of the same pattern; an empty list lifts them.
    private static Dictionary<string, IReadOnlyList<string>> Over(IReadOnlyDictionary<string, IReadOnlyList<string>> limits, Dictionary<string, string[]>? own)
    {
        Dictionary<string, IReadOnlyList<string>> all = new(limits, StringComparer.Ordinal);
        foreach (var (pattern, expressions) in own ?? []) all[pattern] = expressions;
        return all;
    }
}

/// <summary>The file's members.</summary>
internal sealed record ProfileJson(
    string? Name, string? Base, ServiceLevel? Slo, Dictionary<string, string[]>? Thresholds, Dictionary<string, double>? Settings);

/// <summary>Its reading: unknown members are faults, since a mistyped limit would never be held.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(ProfileJson))]
internal sealed partial class ProfileJsonContext : JsonSerializerContext;
