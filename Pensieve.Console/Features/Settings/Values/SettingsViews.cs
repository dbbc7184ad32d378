using System.Text.Json;

namespace Pensieve.Console.Features.Settings.Values;

/// <summary>The settings as the API shows them.</summary>
/// <param name="Version">Version in force; also the ETag.</param>
/// <param name="Settings">Those that can change while the server runs.</param>
/// <param name="Startup">Those that cannot.</param>
public sealed record SettingsView(long Version, IReadOnlyList<SettingView> Settings, IReadOnlyList<StartupSettingView> Startup)
{
    /// <summary>As they are now.</summary>
    public static SettingsView Of(RuntimeSettings settings)
    {
        var current = settings.Current;
        return new(current.Version, [.. SettingTable.All.Select(s => SettingView.Of(s, current, settings.Defaults))], StartupSettingView.All(settings.Defaults.App));
    }
}

/// <summary>One setting.</summary>
/// <param name="Name">Its name, as changes name it.</param>
/// <param name="Value">Value in force.</param>
/// <param name="Default">Value of the configuration.</param>
/// <param name="IsChanged">Whether somebody set it.</param>
/// <param name="Takes">What values it takes.</param>
/// <param name="Applies">When a change takes effect.</param>
/// <param name="Meaning">What it does.</param>
public sealed record SettingView(string Name, JsonElement Value, JsonElement Default, bool IsChanged, string Takes, string Applies, string Meaning)
{
    internal static SettingView Of(RuntimeSetting setting, SettingsSnapshot current, SettingDefaults defaults) => new(
        setting.Name, setting.ToJson(current[setting.Name]), setting.ToJson(setting.Default(defaults)), current.Changed.ContainsKey(setting.Name), setting.Takes, setting.Effect, setting.Meaning);
}

/// <summary>A version and what it changed.</summary>
/// <param name="Version">Its number.</param>
/// <param name="At">When.</param>
/// <param name="Who">Who.</param>
/// <param name="Restored">The version it brought back; null = none.</param>
/// <param name="Changes">What differs from the version before.</param>
public sealed record SettingsVersionView(long Version, DateTimeOffset At, string Who, long? Restored, IReadOnlyList<SettingChange> Changes)
{
    /// <summary>Versions, newest first, each against the one before it in the list.</summary>
    public static IReadOnlyList<SettingsVersionView> Of(IReadOnlyList<SettingsVersion> versions, SettingDefaults defaults)
    {
        var views = new List<SettingsVersionView>();
        for (var i = 0; i < versions.Count; i++)
        {
            var version = versions[i];

            // What was before the oldest one that is kept is not known, unless it is the first.
            var before = i + 1 < versions.Count ? versions[i + 1].Changed : version.Version == 1 ? new Dictionary<string, string>() : null;
            views.Add(new(version.Version, version.At, version.Who, version.Restored, before is null ? [] : SettingChange.Between(before, version.Changed, defaults)));
        }

        return views;
    }
}

/// <summary>A setting that differs between two versions.</summary>
/// <param name="Name">Its name.</param>
/// <param name="From">Before, for people.</param>
/// <param name="To">After, for people.</param>
public sealed record SettingChange(string Name, string From, string To)
{
    /// <summary>What differs, in the order of the table.</summary>
    public static IReadOnlyList<SettingChange> Between(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after, SettingDefaults defaults) =>
    [
        .. SettingTable.All
            .Select(s => (Setting: s, From: before.GetValueOrDefault(s.Name) ?? s.Default(defaults), To: after.GetValueOrDefault(s.Name) ?? s.Default(defaults)))
            .Where(c => c.From != c.To)
            .Select(c => new SettingChange(c.Setting.Name, c.Setting.Show(c.From), c.Setting.Show(c.To))),
    ];
}
