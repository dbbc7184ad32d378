using System.Globalization;
using System.Text.Json;

namespace Pensieve.Engine.Grammars.Schema;

// Objects and arrays.
internal sealed partial class SchemaShape
{
    /// <summary>Schemas of each property, in the order of declaration. One that may not be there is left out.</summary>
    public Dictionary<string, IReadOnlyList<SchemaPart>> Properties { get; } = new(StringComparer.Ordinal);

    /// <summary>Names of properties that must be there.</summary>
    public HashSet<string> Required { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Schemas of other properties; null = none are written. Where properties are declared and nothing is said of others,
    /// none are written either, although the schema would allow them.
    /// </summary>
    public IReadOnlyList<SchemaPart>? AdditionalProperties { get; private set; }

    /// <summary>The schema itself allows no other properties.</summary>
    public bool ForbidsOtherProperties { get; private set; }

    /// <summary>Most other properties; null = any number.</summary>
    public int? MaxOtherProperties { get; private set; }

    /// <summary>Fewest other properties: 0 or 1.</summary>
    public int MinOtherProperties { get; private set; }

    /// <summary>Schemas of the first items.</summary>
    public List<IReadOnlyList<SchemaPart>> PrefixItems { get; } = [];

    /// <summary>Schemas of the items after those; null = there are none.</summary>
    public IReadOnlyList<SchemaPart>? Items { get; private set; } = [];

    /// <summary>Fewest items.</summary>
    public int MinItems { get; private set; }

    /// <summary>Most items; null = any number.</summary>
    public int? MaxItems { get; private set; }

    private void ReadProperties()
    {
        if (!Types.HasFlag(JsonTypes.Map)) return;
        var objects = _parts.Where(p => p.TryGet("properties", out _) || p.TryGet("additionalProperties", out _) || p.TryGet("required", out _)).ToList();
        foreach (var part in objects)
        {
            if (part.TryGet("properties", out var properties))
            {
                if (properties.ValueKind != JsonValueKind.Object) throw new GrammarException("must be an object.", part.PathOf("properties"));
                foreach (var property in properties.EnumerateObject()) Properties.TryAdd(property.Name, []);
            }

            if (!part.TryGet("required", out var required)) continue;
            if (required.ValueKind != JsonValueKind.Array) throw new GrammarException("must be an array of strings.", part.PathOf("required"));
            foreach (var name in required.EnumerateArray()) Required.Add(ReadText(name, part.PathOf("required")));
        }

        if (Required.Count > SchemaLimits.MaxNodes) throw new GrammarException($"must have at most {SchemaLimits.MaxNodes} names.", Path.Length == 0 ? "required" : Path + ".required");
        var isOpen = Properties.Count == 0 || objects.Exists(p => p.TryGet("additionalProperties", out _));
        foreach (var name in Required) Properties.TryAdd(name, []);
        if (Properties.Keys.FirstOrDefault(n => n.Length > SchemaLimits.MaxName) is not null)
            throw new GrammarException($"a property's name must have at most {SchemaLimits.MaxName} characters.", Path.Length == 0 ? "properties" : Path + ".properties");
        foreach (var name in Properties.Keys.ToList()) SetProperty(name, objects);
        AdditionalProperties = isOpen ? OtherProperties(objects) : null;
        CountProperties();
    }

    private void SetProperty(string name, List<SchemaPart> objects)
    {
        var schemas = new List<SchemaPart>();
        foreach (var part in objects)
        {
            // A name is found by comparing it with each.
            if (part.TryGet("properties", out var properties)) _budget.Step(properties.GetPropertyCount());
            if (properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(name, out var own)) schemas.Add(part.Child("properties." + SchemaPart.Escape(name), own));
            else if (part.TryGet("additionalProperties", out var other)) schemas.Add(part.Child("additionalProperties", other));
        }

        Properties[name] = schemas;
        if (!schemas.Exists(s => s.Schema.ValueKind == JsonValueKind.False)) return;
        Properties.Remove(name);
        if (Required.Contains(name)) Types &= ~JsonTypes.Map;
    }

    private List<SchemaPart>? OtherProperties(List<SchemaPart> objects)
    {
        var schemas = new List<SchemaPart>();
        foreach (var part in objects)
            if (part.TryGet("additionalProperties", out var other)) schemas.Add(part.Child("additionalProperties", other));
        ForbidsOtherProperties = schemas.Exists(s => s.Schema.ValueKind == JsonValueKind.False);
        return ForbidsOtherProperties ? null : schemas;
    }

    private void CountProperties()
    {
        foreach (var part in _parts)
        {
            if (part.TryGet("maxProperties", out var max))
            {
                var most = ReadCount(max, part.PathOf("maxProperties"));
                if (Properties.Count == 0) MaxOtherProperties = Least(MaxOtherProperties, most);
                else if (AdditionalProperties is not null || most < Properties.Count) throw Beside(part.PathOf("maxProperties"), "declared properties");
            }

            if (!part.TryGet("minProperties", out var min)) continue;
            var fewest = ReadCount(min, part.PathOf("minProperties"));
            if (fewest <= Required.Count) continue;
            // Names of other properties may repeat, so that several need not be different ones.
            if (Properties.Count > 0 || fewest > 1 || AdditionalProperties is null) throw new GrammarException("is supported up to the number of required properties; name those.", part.PathOf("minProperties"));
            MinOtherProperties = 1;
        }

        if (MaxOtherProperties < MinOtherProperties) Types &= ~JsonTypes.Map;
    }

    private void ReadItems()
    {
        if (!Types.HasFlag(JsonTypes.List)) return;
        var prefixes = 0;
        var isUnique = false;
        foreach (var part in _parts)
        {
            if (part.TryGet("minItems", out var min)) MinItems = Math.Max(MinItems, ReadCount(min, part.PathOf("minItems")));
            if (part.TryGet("maxItems", out var max)) MaxItems = Least(MaxItems, ReadCount(max, part.PathOf("maxItems")));
            if (part.TryGet("uniqueItems", out var unique)) isUnique |= unique.ValueKind == JsonValueKind.True;
            if (PrefixOf(part).ValueKind == JsonValueKind.Array) prefixes = Math.Max(prefixes, PrefixOf(part).GetArrayLength());
        }

        if (prefixes > SchemaLimits.MaxListed) throw new GrammarException($"must have at most {SchemaLimits.MaxListed} schemas.", Path.Length == 0 ? "prefixItems" : Path + ".prefixItems");

        for (var i = 0; i < prefixes; i++) PrefixItems.Add(ItemAt(i));
        Items = ItemAt(prefixes);
        if (Items.Any(s => s.Schema.ValueKind == JsonValueKind.False)) Items = null;
        if (Items is null) MaxItems = Least(MaxItems, prefixes);
        if (MaxItems < MinItems) Types &= ~JsonTypes.List;
        if (isUnique && MaxItems is not <= 1) throw new GrammarException("\"uniqueItems\" is not supported for constrained output. Leave it out, or set maxItems to 1.", Path.Length == 0 ? "uniqueItems" : Path + ".uniqueItems");
    }

    private List<SchemaPart> ItemAt(int index)
    {
        var schemas = new List<SchemaPart>();
        foreach (var part in _parts)
        {
            var prefix = PrefixOf(part);
            // So is an item, by walking there.
            _budget.Step(index + 1);
            var key = prefix.ValueKind != JsonValueKind.Array || part.TryGet("prefixItems", out _) ? "items" : "additionalItems";
            if (prefix.ValueKind == JsonValueKind.Array && index < prefix.GetArrayLength())
                schemas.Add(part.Child(string.Create(CultureInfo.InvariantCulture, $"{(key == "items" ? "prefixItems" : "items")}.{index}"), prefix[index]));
            else if (part.TryGet(key, out var items)) schemas.Add(part.Child(key, items));
        }

        return schemas;
    }

    // Older drafts write the schemas of the first items as an array under "items".
    private static JsonElement PrefixOf(SchemaPart part)
    {
        if (part.TryGet("prefixItems", out var prefix))
            return prefix.ValueKind == JsonValueKind.Array ? prefix : throw new GrammarException("must be an array of schemas.", part.PathOf("prefixItems"));
        return part.TryGet("items", out var items) && items.ValueKind == JsonValueKind.Array ? items : default;
    }
}
