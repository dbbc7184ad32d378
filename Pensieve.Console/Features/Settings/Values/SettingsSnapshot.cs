using System.Collections.Frozen;

namespace Pensieve.Console.Features.Settings.Values;

/// <summary>All settings at one version. Immutable, so that nobody sees half of a change.</summary>
public sealed class SettingsSnapshot
{
    private readonly FrozenDictionary<string, string> _values;

    /// <summary>A snapshot; names that this release does not know are left out.</summary>
    public SettingsSnapshot(long version, IReadOnlyDictionary<string, string> changed, SettingDefaults defaults)
    {
        Version = version;
        Changed = changed.Where(c => SettingTable.Find(c.Key) is not null).ToFrozenDictionary(StringComparer.Ordinal);
        _values = SettingTable.All.ToFrozenDictionary(s => s.Name, s => Changed.GetValueOrDefault(s.Name) ?? s.Default(defaults), StringComparer.Ordinal);
    }

    /// <summary>0 = as the server was started; one more with every change.</summary>
    public long Version { get; }

    /// <summary>Settings whose value is not that of the configuration.</summary>
    public FrozenDictionary<string, string> Changed { get; }

    /// <summary>Value of a setting, canonical.</summary>
    public string this[string name] => _values[name];
}
