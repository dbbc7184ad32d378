namespace Pensieve.Console.Features.Settings.Values;

/// <summary>One version of the settings.</summary>
/// <param name="Version">Its number.</param>
/// <param name="At">When it came into force.</param>
/// <param name="Who">Who made it.</param>
/// <param name="Changed">Settings that differ from the configuration, canonical values by name.</param>
/// <param name="Restored">The version it brought back; null = none.</param>
public sealed record SettingsVersion(long Version, DateTimeOffset At, string Who, IReadOnlyDictionary<string, string> Changed, long? Restored);
