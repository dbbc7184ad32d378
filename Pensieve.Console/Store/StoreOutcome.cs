using System.Diagnostics.CodeAnalysis;

namespace Pensieve.Console.Store;

/// <summary>What came of an operation: a value, or a failure.</summary>
/// <param name="Value">The value; default where it failed.</param>
/// <param name="Failure">Why it failed; null = it did not.</param>
public readonly record struct StoreOutcome<T>(T? Value, StoreFailure? Failure)
{
    /// <summary>True where the operation was done.</summary>
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool IsDone => Failure is null;
}
