namespace Pensieve.Engine.Grammars.Schema;

/// <summary>Grammars of arrays.</summary>
internal sealed class ListRules(GrammarRules rules, Func<IReadOnlyList<SchemaPart>, string> valueOf)
{
    /// <summary>The arrays of a shape.</summary>
    public string Of(SchemaShape shape)
    {
        var space = SchemaCompiler.Space(rules);
        if (shape.MaxItems == 0) return $"\"[\" {space} \"]\"";
        var first = shape.PrefixItems.Count > 0 ? valueOf(Free(shape.PrefixItems[0])) : valueOf(Free(shape.Items!));
        var items = shape.PrefixItems.Count > 0 ? $"{first} {AfterPrefix(shape)}" : $"{first} {Rest(shape, first, 1)}";
        return shape.MinItems == 0 ? $"\"[\" {space} ({items} {space})? \"]\"" : $"\"[\" {space} {items} {space} \"]\"";
    }

    // What follows the first item of the prefix.
    private string AfterPrefix(SchemaShape shape)
    {
        var last = Math.Min(shape.PrefixItems.Count, shape.MaxItems ?? int.MaxValue);
        var after = shape.Items is null || shape.MaxItems <= last ? "\"\"" : Rest(shape, valueOf(Free(shape.Items)), last);
        for (var count = last - 1; count >= 1; count--)
        {
            var more = $"\",\" {SchemaCompiler.Space(rules)} {valueOf(Free(shape.PrefixItems[count]))} {after}";
            after = rules.Add(count < shape.MinItems ? more : $"({more})?");
        }

        return after;
    }

    private string Rest(SchemaShape shape, string item, int count)
    {
        var bounds = GrammarRules.Count(Math.Max(0, shape.MinItems - count), shape.MaxItems - count);
        return $"(\",\" {SchemaCompiler.Space(rules)} {item}){bounds}";
    }

    private static IReadOnlyList<SchemaPart> Free(IReadOnlyList<SchemaPart> schemas) => schemas.Count > 0 ? schemas : MapRules.Anything;
}
