using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Pensieve.Console.Features.Settings.Values;

/// <summary>Lets changed settings win over configuration in <typeparamref name="T"/>, and tells its monitors of changes.</summary>
internal sealed class SettingsOptions<T> : IPostConfigureOptions<T>, IOptionsChangeTokenSource<T> where T : class
{
    private readonly RuntimeSettings _settings;
    private readonly Action<SettingsSnapshot, T> _apply;
    private ConfigurationReloadToken _next = new();

    public SettingsOptions(RuntimeSettings settings, Action<SettingsSnapshot, T> apply)
    {
        _settings = settings;
        _apply = apply;
        settings.Changed += () => Interlocked.Exchange(ref _next, new ConfigurationReloadToken()).OnReload();
    }

    /// <inheritdoc/>
    public string? Name => Options.DefaultName;

    /// <inheritdoc/>
    public void PostConfigure(string? name, T options) => _apply(_settings.Current, options);

    /// <inheritdoc/>
    public IChangeToken GetChangeToken() => Volatile.Read(ref _next);
}
