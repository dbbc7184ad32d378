using System.Globalization;
using System.Text.Json;

namespace Pensieve.Engine.Grammars.Schema;

/// <summary>
/// Resolves $ref, allOf, anyOf and oneOf: a value that must satisfy some schemas is a value of one of several shapes, each
/// of which has plain keywords only.
/// </summary>
internal sealed class SchemaExpander(JsonElement document, CompileBudget budget)
{
    private int _parts;

    /// <summary>The shapes that satisfy all of the schemas together; none = no value does.</summary>
    public List<SchemaShape> Expand(IEnumerable<SchemaPart> conjunction)
    {
        var shapes = new List<SchemaShape>();
        Expand([], Begin(conjunction), [], shapes);
        return shapes;
    }

    private void Expand(List<SchemaPart> plain, List<Demand> pending, List<Branch> branches, List<SchemaShape> shapes)
    {
        plain = [.. plain];
        branches = [.. branches];
        var seen = plain.Select(p => p.Path).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < pending.Count; i++)
        {
            var part = pending[i].Part;
            budget.Step(1 + plain.Count);
            if (++_parts > SchemaLimits.MaxValues * 4) throw new GrammarException("combines too many alternatives; make the schema simpler.", part.Path);
            if (!seen.Add(part.Path))
            {
                if (pending[i].ComesFromItself) throw new GrammarException("refers back to itself with nothing between, so that it describes no value.", pending[i].Keyword);
                continue;
            }

            if (part.Schema.ValueKind == JsonValueKind.False) return;
            if (part.Schema.ValueKind == JsonValueKind.True) continue;
            if (part.Schema.ValueKind != JsonValueKind.Object) throw new GrammarException("must be an object or a boolean.", part.Path);
            plain.Add(part);
            if (part.TryGet("$ref", out var reference)) pending.Add(new Demand(Resolve(reference, part.PathOf("$ref")), part.PathOf("$ref"), pending[i]));
            if (part.TryGet("allOf", out var all)) pending.AddRange(Options(pending[i], "allOf", all));
            if (part.TryGet("anyOf", out var any)) branches.Add(new Branch(pending[i], "anyOf", any));
            if (part.TryGet("oneOf", out var one)) branches.Add(new Branch(pending[i], "oneOf", one));
        }

        if (branches.Count == 0)
        {
            if (shapes.Count > SchemaLimits.MaxNodes) throw new GrammarException("combines too many alternatives; make the schema simpler.", plain[0].Path);
            var shape = SchemaShape.Read(plain, budget);
            if (shape.Types != JsonTypes.None) shapes.Add(shape);
            return;
        }

        var (owner, key, options) = branches[0];
        var groups = new List<List<SchemaShape>>();
        foreach (var option in Options(owner, key, options))
        {
            var found = new List<SchemaShape>();
            Expand(plain, [option], branches[1..], found);
            groups.Add(found);
        }

        if (key == "oneOf") RequireDisjoint(groups, owner.Part.PathOf(key));
        shapes.AddRange(groups.SelectMany(g => g));
    }

    private static List<Demand> Begin(IEnumerable<SchemaPart> conjunction) => [.. conjunction.Select(static part => new Demand(part))];

    private static IEnumerable<Demand> Options(Demand owner, string key, JsonElement options)
    {
        var part = owner.Part;
        if (options.ValueKind != JsonValueKind.Array || options.GetArrayLength() == 0) throw new GrammarException("must be an array of at least one schema.", part.PathOf(key));
        var index = 0;
        foreach (var option in options.EnumerateArray())
            yield return new Demand(part.Child(string.Create(CultureInfo.InvariantCulture, $"{key}.{index++}"), option), part.PathOf(key), owner);
    }

    private SchemaPart Resolve(JsonElement reference, string path)
    {
        var text = reference.ValueKind == JsonValueKind.String ? reference.GetString()! : throw new GrammarException("must be a string.", path);
        if (!text.StartsWith('#')) throw new GrammarException($"\"{text}\": only references within the schema (\"#/…\") are supported.", path);
        var at = new SchemaPart(document, "");
        foreach (var token in text.Split('/').Skip(1))
        {
            var key = Uri.UnescapeDataString(token).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            JsonElement value = default;
            var isFound = at.Schema.ValueKind switch
            {
                JsonValueKind.Object => at.Schema.TryGetProperty(key, out value),
                JsonValueKind.Array => int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < at.Schema.GetArrayLength() && Take(at.Schema[index], out value),
                _ => false,
            };
            if (!isFound) throw new GrammarException($"\"{text}\" does not exist in the schema.", path);
            at = at.Child(SchemaPart.Escape(key), value);
        }

        return text is "#" || text.StartsWith("#/", StringComparison.Ordinal) ? at : throw new GrammarException($"\"{text}\": anchors are not supported; use \"#/$defs/…\".", path);
    }

    private static bool Take(JsonElement from, out JsonElement value)
    {
        value = from;
        return true;
    }

    private void RequireDisjoint(List<List<SchemaShape>> groups, string path)
    {
        for (var i = 0; i < groups.Count; i++)
        for (var j = i + 1; j < groups.Count; j++)
        {
            if (groups[i].Exists(a => groups[j].Exists(b => Overlap(a, b))))
                throw new GrammarException(string.Create(CultureInfo.InvariantCulture, $"the alternatives {i} and {j} may both match a value, which oneOf forbids; use anyOf, or tell them apart by types or by a required property with different constants."), path);
        }
    }

    private bool Overlap(SchemaShape a, SchemaShape b)
    {
        budget.Step(16 + (long)(a.Values?.Count ?? 0) * (b.Values?.Count ?? 0));
        return !SchemaOverlap.AreDisjoint(a, b, ValuesOf);
    }

    // All values of a property, if it has finitely many that are listed.
    private List<JsonElement>? ValuesOf(IReadOnlyList<SchemaPart> conjunction)
    {
        var shapes = new List<SchemaShape>();
        foreach (var part in conjunction)
            if (!part.TryGet("const", out _) && !part.TryGet("enum", out _)) return null;
        Expand([], Begin(conjunction), [], shapes);
        if (!shapes.TrueForAll(s => s.Values is not null)) return null;
        var values = shapes.SelectMany(s => s.Values!).ToList();
        // They are compared with those of another, mostly as many.
        budget.Step((long)values.Count * values.Count);
        return values;
    }

    private readonly record struct Branch(Demand Owner, string Key, JsonElement Options);

    // A schema that a value must satisfy, and because of what. Its path may differ from that of the keyword which leads to it.
    private sealed record Demand(SchemaPart Part, string Keyword = "", Demand? From = null)
    {
        public bool ComesFromItself
        {
            get
            {
                for (var demand = From; demand is not null; demand = demand.From)
                    if (demand.Part.Path == Part.Path) return true;
                return false;
            }
        }
    }
}
