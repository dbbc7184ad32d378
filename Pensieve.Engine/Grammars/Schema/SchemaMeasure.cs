using System.Text.Json;

namespace Pensieve.Engine.Grammars.Schema;

/// <summary>Checks a schema's size before anything else looks at it.</summary>
internal static class SchemaMeasure
{
    /// <summary>Counts objects and nesting.</summary>
    /// <exception cref="GrammarException">Too many, or too deep.</exception>
    public static void Check(JsonElement document)
    {
        var open = new Stack<(JsonElement Element, int Depth)>();
        open.Push((document, 0));
        var objects = 0;
        while (open.TryPop(out var next))
        {
            if (next.Element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) continue;
            // A schema within a schema is an object within an object or array of the outer one.
            if (next.Depth > 2 * SchemaLimits.MaxDepth) throw new GrammarException($"schemas are nested deeper than {SchemaLimits.MaxDepth}.");
            if (next.Element.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in next.Element.EnumerateArray()) open.Push((item, next.Depth + 1));
                continue;
            }

            if (++objects > SchemaLimits.MaxNodes) throw new GrammarException($"the schema has more than {SchemaLimits.MaxNodes} objects.");
            foreach (var property in next.Element.EnumerateObject()) open.Push((property.Value, next.Depth + 1));
        }
    }
}
