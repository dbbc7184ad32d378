using System.Globalization;
using System.Text.Json;

namespace Pensieve.Engine.Grammars.Schema;

/// <summary>What plain keywords of one or more schemas together say about a value.</summary>
internal sealed partial class SchemaShape
{
    private static readonly HashSet<string> s_annotations = new(StringComparer.Ordinal)
    {
        "$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "default", "examples", "example", "deprecated",
        "readOnly", "writeOnly", "discriminator", "$ref", "allOf", "anyOf", "oneOf",
    };

    private const int MaxTypes = 16;

    private readonly List<SchemaPart> _parts;
    private readonly CompileBudget _budget;

    private SchemaShape(List<SchemaPart> parts, CompileBudget budget) => (_parts, _budget) = (parts, budget);

    /// <summary>Types that are generated; None = nothing satisfies it.</summary>
    public JsonTypes Types { get; private set; }

    /// <summary>Types that the schemas allow by name: all, where none is named.</summary>
    public JsonTypes DeclaredTypes { get; private set; } = JsonTypes.All;

    /// <summary>All values, where they are listed; null = they are not.</summary>
    public List<JsonElement>? Values { get; private set; }

    /// <summary>Code points of a string.</summary>
    public int MinLength { get; private set; }

    /// <summary>Null = any.</summary>
    public int? MaxLength { get; private set; }

    /// <summary>Regular expression and its path; null = none.</summary>
    public (string Text, string Path)? Pattern { get; private set; }

    /// <summary>Format and its path; null = none.</summary>
    public (string Text, string Path)? Format { get; private set; }

    /// <summary>Bounds of a number.</summary>
    public NumberBounds Bounds { get; private set; }

    /// <summary>Step of a number; null = any.</summary>
    public decimal? MultipleOf { get; private set; }

    /// <summary>Path for messages.</summary>
    public string Path => _parts.Count > 0 ? _parts[0].Path : "";

    /// <summary>Reads schemas whose references and combinations are resolved.</summary>
    public static SchemaShape Read(List<SchemaPart> parts, CompileBudget budget)
    {
        var shape = new SchemaShape(parts, budget);
        var hinted = JsonTypes.None;
        foreach (var part in parts)
        foreach (var keyword in part.Schema.EnumerateObject())
        {
            budget.Step();
            hinted |= shape.Take(part, keyword.Name, keyword.Value, part.PathOf(keyword.Name));
        }

        shape.Types = shape.DeclaredTypes != JsonTypes.All || hinted == JsonTypes.None ? shape.DeclaredTypes : hinted;
        shape.ReadProperties();
        shape.ReadItems();
        shape.FilterValues();
        return shape;
    }

    /// <returns>Types that the keyword is about.</returns>
    private JsonTypes Take(SchemaPart part, string keyword, JsonElement value, string path)
    {
        switch (keyword)
        {
            case "type":
                DeclaredTypes &= ReadTypes(value, path) | (part.TryGet("nullable", out var nullable) && nullable.ValueKind == JsonValueKind.True ? JsonTypes.Null : 0);
                return JsonTypes.None;
            case "nullable" when value.ValueKind is JsonValueKind.True or JsonValueKind.False: return JsonTypes.None;
            case "const": return AddValues([value]);
            case "enum":
                if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0) throw new GrammarException("must be an array of at least one value.", path);
                if (value.GetArrayLength() > SchemaLimits.MaxListed) throw new GrammarException($"must have at most {SchemaLimits.MaxListed} values.", path);
                return AddValues([.. value.EnumerateArray()]);
            case "minLength":
                MinLength = Math.Max(MinLength, ReadCount(value, path));
                return JsonTypes.Text;
            case "maxLength":
                MaxLength = Least(MaxLength, ReadCount(value, path));
                return JsonTypes.Text;
            case "pattern":
                Pattern = Pattern is { } pattern && pattern.Text != ReadText(value, path) ? throw Beside(path, "another pattern") : (ReadText(value, path), path);
                return JsonTypes.Text;
            case "format":
                Format = Format is { } format && format.Text != ReadText(value, path) ? throw Beside(path, "another format") : (ReadText(value, path), path);
                return JsonTypes.Text;
            case "minimum": return Bound(NumberBounds.AtLeast(ReadNumber(value, path), isExclusive: false));
            case "exclusiveMinimum": return Bound(NumberBounds.AtLeast(ReadNumber(value, path), isExclusive: true));
            case "maximum": return Bound(NumberBounds.AtMost(ReadNumber(value, path), isExclusive: false));
            case "exclusiveMaximum": return Bound(NumberBounds.AtMost(ReadNumber(value, path), isExclusive: true));
            case "multipleOf":
                if (MultipleOf is not null) throw Beside(path, "another multipleOf");
                MultipleOf = ReadNumber(value, path);
                return JsonTypes.Number;
            case "properties" or "required" or "additionalProperties" or "minProperties" or "maxProperties": return JsonTypes.Map;
            case "items" or "prefixItems" or "additionalItems" or "minItems" or "maxItems" or "uniqueItems": return JsonTypes.List;
            default:
                if (s_annotations.Contains(keyword) || keyword.StartsWith("x-", StringComparison.Ordinal)) return JsonTypes.None;
                throw new GrammarException($"the keyword \"{keyword}\" is not supported for constrained output. Leave it out, or say it in the description.", path);
        }
    }

    private JsonTypes Bound(NumberBounds bounds)
    {
        Bounds = Bounds.And(bounds);
        return JsonTypes.Number;
    }

    private JsonTypes AddValues(List<JsonElement> values)
    {
        _budget.Step((long)(Values?.Count ?? 1) * values.Count);
        Values = Values is null ? values : [.. Values.Where(v => values.Exists(o => JsonElement.DeepEquals(o, v)))];
        return JsonTypes.None;
    }

    private void FilterValues()
    {
        if (Values is null) return;
        Values.RemoveAll(v => (JsonTypeNames.Of(v) & DeclaredTypes) == 0);
        Types = Values.Aggregate(JsonTypes.None, static (types, value) => types | JsonTypeNames.Of(value));
        foreach (var part in _parts)
        foreach (var keyword in part.Schema.EnumerateObject())
            if (keyword.Name is not ("enum" or "const" or "type" or "nullable") && !s_annotations.Contains(keyword.Name) && !keyword.Name.StartsWith("x-", StringComparison.Ordinal))
                throw Beside(part.PathOf(keyword.Name), "enum or const");
    }

    private static JsonTypes ReadTypes(JsonElement value, string path)
    {
        var types = value.ValueKind switch
        {
            JsonValueKind.String => JsonTypeNames.Parse(value.GetString()),
            JsonValueKind.Array when value.GetArrayLength() is > 0 and <= MaxTypes => value.EnumerateArray().Aggregate(JsonTypes.None, (all, one) => all | ReadTypes(one, path)),
            _ => JsonTypes.None,
        };
        return types != JsonTypes.None ? types : throw new GrammarException("must be one of \"null\", \"boolean\", \"integer\", \"number\", \"string\", \"array\", \"object\", or a list of these.", path);
    }

    private static int ReadCount(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var count) && count == decimal.Truncate(count) && count is >= 0 and <= SchemaLimits.MaxCount
            ? (int)count
            : throw new GrammarException(string.Create(CultureInfo.InvariantCulture, $"must be an integer from 0 to {SchemaLimits.MaxCount}."), path);

    private static decimal ReadNumber(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && Math.Abs(number) < 1_000_000_000_000_000_000m
            ? number
            : throw new GrammarException("must be a number below 10^18.", path);

    private static string ReadText(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new GrammarException("must be a string.", path);

    private static int Least(int? a, int b) => a is { } other ? Math.Min(other, b) : b;

    private static GrammarException Beside(string path, string other) => new($"is not supported beside {other} of the same value.", path);
}
