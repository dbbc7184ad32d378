using System.Text.Json;

namespace Pensieve.Engine.Grammars.Schema;

/// <summary>
/// Writes rules for the values of a schema. A value is known by the set of schemas that it must satisfy; each set becomes one
/// rule, which recursion refers to. Works through a list, so that a deep schema needs no deep stack.
/// </summary>
internal sealed class SchemaCompiler(GrammarRules rules, JsonElement document, string basePath = "")
{
    // A path that no place in a document has.
    private static readonly SchemaPart s_object = new(JsonElement.Parse("""{"type":"object"}"""), "\0");

    private readonly SchemaExpander _expander = new(document, rules.Budget);
    private readonly StringRules _strings = new(rules);
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Queue<(string Name, IReadOnlyList<SchemaPart> Conjunction)> _pending = new();

    /// <summary>
    /// White space between tokens: none, one space, or a line break with an indent. Bounded, since a weak model would go on
    /// for ever.
    /// </summary>
    public static string Space(GrammarRules rules) => rules.Add("\"\" | \" \" | \"\\n\" [ \\t]{0,16}");

    /// <summary>The rule of the document's own values.</summary>
    public string Compile() => Checked(() => Value([Root]));

    /// <summary>The same for arguments, which are objects whatever the schema says.</summary>
    public string CompileObject() => Checked(() => Value([Root, s_object]));

    /// <summary>The rule of arguments as elements; see <see cref="ParameterRules"/>.</summary>
    public string CompileParameters() => Checked(() =>
    {
        var parameters = new ParameterRules(rules, _expander, Value);
        var shapes = _expander.Expand([Root, s_object]);
        return rules.Add(shapes.Count == 0 ? "[]" : string.Join(" | ", shapes.Select(parameters.Of)));
    });

    private SchemaPart Root => new(document, "");

    private string Checked(Func<string> write)
    {
        try
        {
            SchemaMeasure.Check(document);
            var root = write();
            while (_pending.TryDequeue(out var next)) rules.Define(next.Name, Write(next.Conjunction));
            return root;
        }
        catch (GrammarException e)
        {
            var path = string.IsNullOrEmpty(e.Error.Path) ? basePath : basePath.Length == 0 ? e.Error.Path : basePath + "." + e.Error.Path;
            throw new GrammarException(e.Error.Message, path);
        }
    }

    private string Value(IReadOnlyList<SchemaPart> conjunction)
    {
        if (conjunction.All(p => p.Schema.ValueKind == JsonValueKind.True)) return new FreeValues(rules, _strings).Value();
        var key = string.Join('\n', conjunction.Select(p => p.Path).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        if (_values.TryGetValue(key, out var known)) return known;
        if (_values.Count == SchemaLimits.MaxValues) throw new GrammarException("describes too many different values; make the schema simpler.", conjunction[0].Path);
        var name = _values[key] = rules.Reserve();
        _pending.Enqueue((name, conjunction));
        return name;
    }

    private string Write(IReadOnlyList<SchemaPart> conjunction)
    {
        var alternatives = new List<string>();
        foreach (var shape in _expander.Expand(conjunction)) AddShape(shape, alternatives);
        // No value satisfies it: what needs one cannot be written either.
        return alternatives.Count == 0 ? "[]" : string.Join(" | ", alternatives.Distinct());
    }

    private void AddShape(SchemaShape shape, List<string> alternatives)
    {
        if (shape.Values is { } values)
        {
            foreach (var value in values)
            {
                alternatives.Add(GrammarRules.JsonLiteral(value));
                rules.Budget.Step(alternatives[^1].Length);
            }

            return;
        }

        if (shape.Types.HasFlag(JsonTypes.Null)) alternatives.Add("\"null\"");
        if (shape.Types.HasFlag(JsonTypes.Boolean)) alternatives.Add("\"true\" | \"false\"");
        if ((shape.Types & JsonTypes.Number) != 0)
        {
            var number = NumberRules.FreeMultiples(shape, rules) ?? NumberRules.Of(shape);
            if (number is not null) alternatives.Add(number);
        }

        if (shape.Types.HasFlag(JsonTypes.Text) && _strings.Of(shape) is { } text) alternatives.Add(text);
        if (shape.Types.HasFlag(JsonTypes.List)) alternatives.Add(new ListRules(rules, Value).Of(shape));
        if (shape.Types.HasFlag(JsonTypes.Map)) alternatives.Add(new MapRules(rules, _strings, Value).Of(shape));
    }
}
