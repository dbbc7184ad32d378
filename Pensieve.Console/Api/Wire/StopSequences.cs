using System.Collections.Immutable;
using System.Globalization;

namespace Pensieve.Console.Api.Wire;

/// <summary>Checks stop strings: the hold-back buffer of the engine grows with the longest of them.</summary>
internal static class StopSequences
{
    /// <summary>Most stop strings of one request.</summary>
    public const int MaxCount = 64;

    /// <summary>Longest stop string, in UTF-16 units.</summary>
    public const int MaxLength = 1024;

    /// <summary>The stop strings; faults are recorded under <paramref name="field"/>.</summary>
    public static ImmutableArray<string> Read(FieldReader fields, string field, ReadOnlySpan<string?> stops)
    {
        if (stops.Length > MaxCount)
        {
            fields.Fail(field, string.Create(CultureInfo.InvariantCulture, $"must have at most {MaxCount} entries."));
            return [];
        }

        var read = ImmutableArray.CreateBuilder<string>(stops.Length);
        for (var i = 0; i < stops.Length; i++)
        {
            if (stops[i] is { Length: > 0 and <= MaxLength } stop) read.Add(stop);
            else fields.Fail(string.Create(CultureInfo.InvariantCulture, $"{field}.{i}"), $"must be a string of 1 to {MaxLength} characters.");
        }

        return read.ToImmutable();
    }
}
