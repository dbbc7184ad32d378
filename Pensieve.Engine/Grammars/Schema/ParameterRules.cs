using System.Text.Json;

namespace Pensieve.Engine.Grammars.Schema;

/// <summary>
/// Grammars of arguments as &lt;parameter=key&gt; elements: strings as bare text, anything else as JSON. Parameters come in the
/// order of declaration; others than those declared are not written.
/// </summary>
internal sealed class ParameterRules(GrammarRules rules, SchemaExpander expander, Func<IReadOnlyList<SchemaPart>, string> valueOf)
{
    private const string End = "</parameter>";

    private readonly string _space = SchemaCompiler.Space(rules);

    /// <summary>The parameters of a shape.</summary>
    public string Of(SchemaShape shape)
    {
        var all = shape.Properties.Select(p => shape.Required.Contains(p.Key) ? Parameter(p.Key, p.Value) : $"{Parameter(p.Key, p.Value)}?").ToList();
        return all.Count == 0 ? "\"\"" : string.Join(" ", all);
    }

    private string Parameter(string name, IReadOnlyList<SchemaPart> schemas)
    {
        if (name.AsSpan().IndexOfAny('>', '<', '"') >= 0 || name.Any(char.IsControl)) throw new GrammarException($"the name \"{name}\" cannot be written in this model's notation of calls.", schemas.Count > 0 ? schemas[0].Path : null);
        return rules.Add($"{GrammarRules.Literal($"<parameter={name}>\n")} {Value(name, schemas)} {_space}");
    }

    private string Value(string name, IReadOnlyList<SchemaPart> schemas)
    {
        // The parser takes text for a string where the property's own schema says "string" and nothing else.
        var isText = schemas is [var only] && only.Path == "properties." + SchemaPart.Escape(name) && only.TryGet("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("string"u8);
        if (!isText) return $"{valueOf(schemas.Count > 0 ? schemas : MapRules.Anything)} {GrammarRules.Literal("\n" + End)}";
        var shapes = expander.Expand(schemas);
        if (shapes is [{ Values: null, Pattern: null, Format: null, MinLength: 0, MaxLength: null }]) return TextRules.Until(rules, End, "\"\"", mayEnd: false);
        var strings = new StringRules(rules, isBare: true);
        var texts = shapes.SelectMany(s => s.Values is { } values ? values.Select(v => v.GetString()!).Where(IsBare).Select(GrammarRules.Literal) : strings.Of(s) is { } text ? [text] : Array.Empty<string>()).ToList();
        return $"{rules.Add(GrammarRules.AnyOf(texts) ?? "[]")} {GrammarRules.Literal("\n" + End)}";
    }

    private static bool IsBare(string text) => !text.Contains(End, StringComparison.Ordinal) && !text.StartsWith('\n') && !text.EndsWith('\n');
}
