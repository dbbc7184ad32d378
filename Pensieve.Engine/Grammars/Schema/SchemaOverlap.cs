using System.Text.Json;

namespace Pensieve.Engine.Grammars.Schema;

/// <summary>Whether what one shape generates can satisfy another: needed for oneOf. Answers yes unless the opposite is sure.</summary>
internal static class SchemaOverlap
{
    /// <summary>True if nothing that either generates satisfies the other.</summary>
    /// <param name="a">A shape.</param>
    /// <param name="b">Another.</param>
    /// <param name="valuesOf">The listed values of a property; null = not listed.</param>
    public static bool AreDisjoint(SchemaShape a, SchemaShape b, Func<IReadOnlyList<SchemaPart>, List<JsonElement>?> valuesOf) =>
        Rejects(b, a, valuesOf) && Rejects(a, b, valuesOf);

    // Nothing that `made` generates satisfies `judge`.
    private static bool Rejects(SchemaShape judge, SchemaShape made, Func<IReadOnlyList<SchemaPart>, List<JsonElement>?> valuesOf)
    {
        if (made.Values is { } values)
            return values.TrueForAll(v => (judge.DeclaredTypes & JsonTypeNames.Of(v)) == 0 || judge.Values?.Exists(o => JsonElement.DeepEquals(o, v)) == false);
        var common = judge.DeclaredTypes & made.Types;
        if (common == JsonTypes.None) return true;
        if (common != JsonTypes.Map) return false;
        if (made.AdditionalProperties is null && judge.Required.Any(name => !made.Properties.ContainsKey(name))) return true;
        return made.Required.Any(name => made.Properties.TryGetValue(name, out var mine) && (judge.Properties.TryGetValue(name, out var theirs)
            ? valuesOf(mine) is { } left && valuesOf(theirs) is { } right && !left.Exists(l => right.Exists(r => JsonElement.DeepEquals(l, r)))
            : judge.ForbidsOtherProperties));
    }
}
