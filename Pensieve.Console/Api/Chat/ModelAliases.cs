using System.Collections.Immutable;

namespace Pensieve.Console.Api.Chat;

/// <summary>Further names of models. The id of a loaded model comes before an alias of the same spelling. Thread-safe.</summary>
public sealed class ModelAliases
{
    private volatile ImmutableSortedDictionary<string, string> _all = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Model ids by alias.</summary>
    public IReadOnlyDictionary<string, string> All => _all;

    /// <summary>The id that an alias stands for; null = there is no such alias.</summary>
    public string? Target(string name) => _all.GetValueOrDefault(name);

    /// <summary>Takes these in place of all.</summary>
    internal void Replace(IEnumerable<KeyValuePair<string, string>> all) => _all = all.ToImmutableSortedDictionary(StringComparer.Ordinal);
}
