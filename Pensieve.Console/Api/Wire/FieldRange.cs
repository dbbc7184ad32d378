using System.Globalization;

namespace Pensieve.Console.Api.Wire;

/// <summary>What a numeric request field may hold.</summary>
/// <param name="Name">Field name on the wire.</param>
/// <param name="Min">Least value, itself allowed.</param>
/// <param name="Max">Greatest value, itself allowed.</param>
/// <param name="IsInteger">Only whole numbers.</param>
/// <param name="NullMeansAbsent">A literal null counts as absent; otherwise it is refused.</param>
internal sealed record FieldRange(string Name, decimal Min, decimal Max, bool IsInteger, bool NullMeansAbsent)
{
    /// <summary>Must be sent.</summary>
    public bool IsRequired { get; init; }

    /// <summary>"an integer from 1 to 128".</summary>
    public string Expected { get; } = string.Create(
        CultureInfo.InvariantCulture, $"{(IsInteger ? "an integer" : "a number")} from {Min} to {Max}");
}
