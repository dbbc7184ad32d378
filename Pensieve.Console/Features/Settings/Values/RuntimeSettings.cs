using System.Globalization;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Store;

namespace Pensieve.Console.Features.Settings.Values;

/// <summary>
/// The settings in force. A change is checked whole, written as one row, and then replaces the snapshot in one step: readers see the
/// old settings or the new ones, and a server that dies in between starts with one of the two. Thread-safe.
/// </summary>
public sealed partial class RuntimeSettings(SettingsRepository repository, SettingDefaults defaults, TimeProvider time, ILogger<RuntimeSettings> logger) : IDisposable
{
    private readonly SemaphoreSlim _changing = new(1);
    private SettingsSnapshot _current = new(0, new Dictionary<string, string>(), defaults);

    /// <summary>All of them.</summary>
    public SettingsSnapshot Current => Volatile.Read(ref _current);

    /// <summary>What the server was started with.</summary>
    public SettingDefaults Defaults => defaults;

    /// <summary>True once they were read from the database.</summary>
    public bool IsLoaded { get; private set; }

    /// <summary>Raised after a change took effect; handlers must not throw and not wait.</summary>
    public event Action? Changed;

    /// <summary>Value of a number.</summary>
    public long Number(string name) => long.Parse(Current[name], CultureInfo.InvariantCulture);

    /// <summary>Value of a switch.</summary>
    public bool IsOn(string name) => Current[name] == "true";

    /// <summary>Changes some settings, or, where <paramref name="replace"/>, all of them.</summary>
    /// <param name="changes">Texts by name; null = the configuration's value.</param>
    /// <param name="replace">Settings that are not named get the configuration's value.</param>
    /// <param name="basis">Version the change is based on; null = whichever is in force.</param>
    /// <param name="who">Who makes it.</param>
    /// <param name="cancellationToken">Ends the wait; a change that was written is in force.</param>
    public async Task<SettingsOutcome> ChangeAsync(
        IReadOnlyDictionary<string, string?> changes, bool replace, long? basis, AccessIdentity who, CancellationToken cancellationToken)
    {
        List<SettingFault> faults = [];
        Dictionary<string, string?> values = new(StringComparer.Ordinal);
        foreach (var (name, text) in changes)
        {
            if (SettingTable.Find(name) is not { } setting) faults.Add(new(name, "is not a setting that can change while the server runs."));
            else if (text is null) values[name] = null;
            else if (setting.Read(text) is { Value: { } value }) values[name] = value == setting.Default(defaults) ? null : value;
            else faults.Add(new(name, setting.Read(text).Fault!));
        }

        if (faults.Count > 0) return SettingsOutcome.Wrong(faults);
        return await ApplyAsync(current =>
        {
            var next = replace ? new Dictionary<string, string>(StringComparer.Ordinal) : new(current.Changed, StringComparer.Ordinal);
            foreach (var (name, value) in values)
            {
                if (value is null) next.Remove(name);
                else next[name] = value;
            }

            return next;
        }, basis, null, who, cancellationToken);
    }

    /// <summary>Brings an earlier version back, as a new version; 0 = the configuration's values.</summary>
    public async Task<SettingsOutcome> RollBackAsync(long version, long? basis, AccessIdentity who, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, string> old = new Dictionary<string, string>();
        if (version != 0)
        {
            var found = await repository.FindAsync(version, cancellationToken);
            if (!found.IsDone) return SettingsOutcome.Failed(found.Failure);
            if (found.Value is null) return SettingsOutcome.Wrong(new SettingFault("version", string.Create(CultureInfo.InvariantCulture, $"there is no version {version}; the last {SettingsRepository.Kept} are kept.")));
            old = found.Value.Changed;
        }

        // An older release may have allowed what this one does not.
        var faults = old.Select(c => (c.Key, SettingTable.Find(c.Key)?.Read(c.Value).Fault)).Where(f => f.Fault is not null).Select(f => new SettingFault(f.Key, f.Fault!)).ToArray();
        return faults.Length > 0 ? SettingsOutcome.Wrong(faults) : await ApplyAsync(_ => new(old, StringComparer.Ordinal), basis, version, who, cancellationToken);
    }

    /// <summary>Reads the newest version; on failure what is in force remains.</summary>
    public async Task<StoreFailure?> LoadAsync(CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            return await LoadCoreAsync(cancellationToken);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _changing.Dispose();

    private async Task<SettingsOutcome> ApplyAsync(
        Func<SettingsSnapshot, Dictionary<string, string>> next, long? basis, long? restored, AccessIdentity who, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (!IsLoaded && await LoadCoreAsync(cancellationToken) is { } unread) return SettingsOutcome.Failed(unread);
            var current = Current;
            if (basis is not null && basis != current.Version) return SettingsOutcome.Stale;
            var changed = next(current);
            if (changed.Count == current.Changed.Count && changed.All(c => current.Changed.GetValueOrDefault(c.Key) == c.Value)) return SettingsOutcome.Of(current);

            var version = new SettingsVersion(current.Version + 1, time.GetUtcNow(), who.Name, changed, restored);
            if (await repository.AddAsync(version, who.Id, CancellationToken.None) is { } failure)
            {
                if (failure.Kind != StoreFailureKind.Conflict) return SettingsOutcome.Failed(failure);
                await LoadCoreAsync(cancellationToken);
                return SettingsOutcome.Stale;
            }

            var snapshot = new SettingsSnapshot(version.Version, changed, defaults);
            Replace(snapshot);
            LogChanged(logger, version.Version, who.Name);
            return SettingsOutcome.Of(snapshot);
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task<StoreFailure?> LoadCoreAsync(CancellationToken cancellationToken)
    {
        var outcome = await repository.ListAsync(1, cancellationToken);
        if (!outcome.IsDone) return outcome.Failure;
        IsLoaded = true;
        if (outcome.Value is not [var newest] || newest.Version == Current.Version) return null;

        // A value that this release refuses is left out: the rest still holds.
        var good = newest.Changed.Where(c => SettingTable.Find(c.Key)?.Read(c.Value).Value is not null).ToDictionary(StringComparer.Ordinal);
        Replace(new SettingsSnapshot(newest.Version, good, defaults));
        return null;
    }

    private void Replace(SettingsSnapshot snapshot)
    {
        Volatile.Write(ref _current, snapshot);
        Changed?.Invoke();
    }

    [LoggerMessage(EventId = 6101, Level = LogLevel.Information, Message = "Settings are at version {Version}, by {Who}")]
    private static partial void LogChanged(ILogger logger, long version, string who);
}
