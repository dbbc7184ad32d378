using System.Text.Json;

namespace Pensieve.Engine.Grammars.Schema;

/// <summary>Grammars of objects: properties in the order of declaration, those that are not required may be left out, others come last.</summary>
internal sealed class MapRules(GrammarRules rules, StringRules strings, Func<IReadOnlyList<SchemaPart>, string> valueOf)
{
    /// <summary>The schema of a value of which nothing is said.</summary>
    public static IReadOnlyList<SchemaPart> Anything { get; } = [new SchemaPart(JsonElement.Parse("true"), "true")];

    private readonly string _space = SchemaCompiler.Space(rules);

    /// <summary>The objects of a shape.</summary>
    public string Of(SchemaShape shape)
    {
        var names = shape.Properties.Keys.ToList();
        var other = shape.AdditionalProperties is { } schemas && shape.MaxOtherProperties != 0 ? rules.Add(Member(strings.Except(names), schemas)) : null;
        var (min, max) = (shape.MinOtherProperties, shape.MaxOtherProperties);

        // From the last property to the first: what follows when something stands before, and when nothing does.
        var after = other is null ? "\"\"" : $"(\",\" {_space} {other}){GrammarRules.Count(0, max)}";
        var begin = other is null ? "\"\""
            : min > 0 ? $"{other} (\",\" {_space} {other}){GrammarRules.Count(0, max - 1)} {_space}"
            : $"({other} (\",\" {_space} {other}){GrammarRules.Count(0, max - 1)} {_space})?";
        for (var i = names.Count - 1; i >= 0; i--)
        {
            var member = rules.Add(Member(GrammarRules.JsonLiteral(names[i]), shape.Properties[names[i]]));
            var rest = rules.Add(after);
            if (shape.Required.Contains(names[i]))
            {
                begin = rules.Add($"{member} {rest} {_space}");
                after = $"\",\" {_space} {member} {rest}";
            }
            else
            {
                begin = rules.Add($"{member} {rest} {_space} | {begin}");
                after = $"(\",\" {_space} {member})? {rest}";
            }
        }

        return $"\"{{\" {_space} {begin} \"}}\"";
    }

    private string Member(string name, IReadOnlyList<SchemaPart> schemas) =>
        $"{name} \":\" {_space} {valueOf(schemas.Count > 0 ? schemas : Anything)}";
}
