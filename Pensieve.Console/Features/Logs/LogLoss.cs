using System.Globalization;

namespace Pensieve.Console.Features.Logs;

/// <summary>Entries that are no longer in memory, by kind.</summary>
/// <param name="Details">Trace and debug.</param>
/// <param name="Information">Information.</param>
/// <param name="Warnings">Warning, error and critical.</param>
public sealed record LogLoss(long Details, long Information, long Warnings)
{
    /// <summary>All of them.</summary>
    public long Total => Details + Information + Warnings;

    /// <summary>"1,200 debug, 3 info": the kinds that lost entries; empty = none did.</summary>
    public override string ToString() => string.Join(", ", new[] { Words(Details, "debug"), Words(Information, "info"), Words(Warnings, "warnings and errors") }.OfType<string>());

    private static string? Words(long count, string kind) => count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{count:N0} {kind}");
}
