using System.Collections.Immutable;
using Pensieve.Console.Api.Chat;
using Pensieve.Console.Features.Models.Keeping;

namespace Pensieve.Console.Features.Models;

/// <summary>Aliases and defaults: kept in the database, held in memory, so that requests never wait for it. Thread-safe.</summary>
public sealed class ModelSettings(ModelRepository repository, ModelAliases aliases) : IDisposable
{
    /// <summary>Longest alias.</summary>
    public const int MaxAliasLength = 128;

    private readonly SemaphoreSlim _gate = new(1);
    private volatile ImmutableDictionary<string, SavedLoadOptions> _defaults = ImmutableDictionary.Create<string, SavedLoadOptions>(StringComparer.Ordinal);
    private volatile bool _isRead;

    /// <summary>Raised after a change; handlers must only signal.</summary>
    public event Action? Changed;

    /// <summary>Reads what is kept, once; a database that fails is asked again next time.</summary>
    /// <returns>Why it could not be read; null = it was.</returns>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_isRead) return null;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_isRead) return null;
            var read = await repository.ReadAsync(cancellationToken);
            if (!read.IsDone) return read.Failure.Message;
            aliases.Replace(read.Value.Aliases);
            _defaults = read.Value.Defaults.ToImmutableDictionary(StringComparer.Ordinal);
            _isRead = true;
            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Defaults of a file, by its name without the folder; null = none are kept.</summary>
    public SavedLoadOptions? DefaultsFor(string path) => _defaults.GetValueOrDefault(Path.GetFileName(path));

    /// <summary>All defaults that are kept, by the name of their file.</summary>
    public IReadOnlyDictionary<string, SavedLoadOptions> Defaults => _defaults;

    /// <summary>Keeps defaults of a file; null forgets them.</summary>
    /// <returns>Why not; null = done.</returns>
    public Task<string?> SetDefaultsAsync(string path, SavedLoadOptions? options, CancellationToken cancellationToken)
    {
        var file = Path.GetFileName(path);
        return ChangeAsync(async () =>
        {
            var outcome = await repository.SetDefaultsAsync(file, options, cancellationToken);
            if (outcome.IsDone) _defaults = options is null ? _defaults.Remove(file) : _defaults.SetItem(file, options);
            return outcome.Failure?.Message;
        }, cancellationToken);
    }

    /// <summary>Gives a model a further name; a null target takes the name away.</summary>
    /// <returns>Why not; null = done.</returns>
    public Task<string?> SetAliasAsync(string alias, string? target, CancellationToken cancellationToken)
    {
        if (AliasFault(alias, target) is { } fault) return Task.FromResult<string?>(fault);
        return ChangeAsync(async () =>
        {
            var outcome = await repository.SetAliasAsync(alias, target, cancellationToken);
            if (outcome.IsDone)
                aliases.Replace(target is null ? aliases.All.Where(a => a.Key != alias) : aliases.All.Where(a => a.Key != alias).Append(new(alias, target)));
            return outcome.Failure?.Message;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <summary>Why a name cannot be an alias of a model; null = it can.</summary>
    internal static string? AliasFault(string alias, string? target) =>
        alias.Length is 0 or > MaxAliasLength || alias.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) ? $"An alias has 1 to {MaxAliasLength} characters and no spaces."
        : target is { Length: 0 } ? "Say which model the alias stands for."
        : target == alias ? "An alias must differ from the model's own id."
        : null;

    private async Task<string?> ChangeAsync(Func<Task<string?>> change, CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is { } unread) return unread;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (await change() is { } failure) return failure;
        }
        finally
        {
            _gate.Release();
        }

        Changed?.Invoke();
        return null;
    }
}
