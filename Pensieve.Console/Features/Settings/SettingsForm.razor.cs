using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;

namespace Pensieve.Console.Features.Settings;

/// <summary>Edits the settings as one change: nothing is in force before all of it is valid and saved.</summary>
public sealed partial class SettingsForm : ComponentBase, IDisposable
{
    private readonly Dictionary<string, string> _draft = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _faults = new(StringComparer.Ordinal);
    private SettingsSnapshot _shown = default!;
    private bool _isSaving;
    private string? _notice;
    private string? _error;

    [CascadingParameter]
    private Task<AuthenticationState>? State { get; set; }

    [Inject]
    private RuntimeSettings Settings { get; set; } = default!;

    [Inject]
    private AuditTrail Audit { get; set; } = default!;

    private IEnumerable<(RuntimeSetting Setting, string To)> Draft => SettingTable.All.Where(s => _draft.ContainsKey(s.Name)).Select(s => (s, s.Read(_draft[s.Name]).Value ?? ""));

    /// <inheritdoc/>
    public void Dispose() => Settings.Changed -= OnChanged;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _shown = Settings.Current;
        Settings.Changed += OnChanged;
    }

    private string TextOf(RuntimeSetting setting) => _draft.GetValueOrDefault(setting.Name) ?? _shown[setting.Name];

    private void Edit(RuntimeSetting setting, string text)
    {
        (_notice, _error) = (null, null);
        var (value, fault) = setting.Read(text);
        _faults.Remove(setting.Name);
        if (fault is not null) _faults[setting.Name] = fault;
        if (value is not null && value == _shown[setting.Name]) _draft.Remove(setting.Name);
        else _draft[setting.Name] = text;
    }

    private void Discard()
    {
        _draft.Clear();
        _faults.Clear();
        _error = null;
        _shown = Settings.Current;
    }

    private async Task SaveAsync()
    {
        var who = State is null ? null : AccessIdentity.Of((await State).User);
        if (who?.Level != AccessLevel.Admin)
        {
            _error = "Only an administrator may do that.";
            return;
        }

        _isSaving = true;
        var names = string.Join(", ", _draft.Keys.Order());
        var laterOn = Draft.Where(d => !d.Setting.AppliesAtOnce).Select(d => d.Setting.Title).ToArray();
        var outcome = await Settings.ChangeAsync(_draft.ToDictionary(d => d.Key, d => (string?)d.Value), replace: false, _shown.Version, who, CancellationToken.None);
        _isSaving = false;
        Audit.Record(who, "settings.change", names, outcome.Reason ?? "done");
        _error = outcome.Reason;
        if (outcome.Done is null)
        {
            if (outcome.IsStale) _shown = Settings.Current;
            return;
        }

        Discard();
        _notice = string.Create(CultureInfo.InvariantCulture, $"Saved as version {outcome.Done.Version}; in force now.")
            + (laterOn.Length > 0 ? $" {string.Join(", ", laterOn)}: from the next load of a model on." : "");
    }

    // While somebody edits, the version they began with stays: saving then tells them.
    private void OnChanged() => _ = InvokeAsync(() =>
    {
        if (_draft.Count == 0) _shown = Settings.Current;
        StateHasChanged();
    });
}
