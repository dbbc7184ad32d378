using Pensieve.Console.Store;

namespace Pensieve.Console.Features.Settings.Values;

/// <summary>What is wrong with one setting.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Message">What is wrong, beginning with a small letter.</param>
public sealed record SettingFault(string Name, string Message);

/// <summary>What came of a change: done, or one of the three others.</summary>
/// <param name="Done">The settings now in force; null = nothing was changed.</param>
/// <param name="Faults">Everything that is wrong with the values.</param>
/// <param name="IsStale">Somebody else changed them since the version that the change is based on.</param>
/// <param name="Failure">The database did not take it.</param>
public sealed record SettingsOutcome(SettingsSnapshot? Done, IReadOnlyList<SettingFault> Faults, bool IsStale, StoreFailure? Failure)
{
    internal static SettingsOutcome Of(SettingsSnapshot done) => new(done, [], false, null);

    internal static SettingsOutcome Wrong(params IReadOnlyList<SettingFault> faults) => new(null, faults, false, null);

    internal static SettingsOutcome Stale { get; } = new(null, [], true, null);

    internal static SettingsOutcome Failed(StoreFailure failure) => new(null, [], false, failure);

    /// <summary>Why nothing was changed, in a sentence; null = it was.</summary>
    public string? Reason => Done is not null ? null
        : IsStale ? "Somebody else changed the settings meanwhile. The values in force are shown now; look at yours again and save."
        : Failure is not null ? Failure.Message
        : string.Join(" ", Faults.Select(f => $"{f.Name}: {f.Message}"));
}
