using System.Text.Json;

namespace Pensieve.Engine.Grammars.Schema;

/// <summary>Checks a schema's size before anything else looks at it.</summary>
internal static class SchemaMeasure
{
    /// <summary>Counts objects and nesting.</summary>
    /// <exception cref="GrammarException">Too many, or too deep.</exception>
    public static void Check(JsonElement document)
    {
        var open = new Stack<(JsonElement Element, int Depth, bool IsMap)>();
        open.Push((document, 0, false));
        var objects = 0;
        while (open.TryPop(out var next))
        {
            if (next.Element.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in next.Element.EnumerateArray()) open.Push((item, next.Depth, false));
            }
            else if (next.Element.ValueKind == JsonValueKind.Object)
            {
                // The object under "properties" holds schemas and is none.
                var depth = next.IsMap ? next.Depth : next.Depth + 1;
                if (depth > SchemaLimits.MaxDepth) throw new GrammarException($"schemas are nested deeper than {SchemaLimits.MaxDepth}.");
                objects += next.IsMap ? next.Element.EnumerateObject().Count(p => p.Value.ValueKind != JsonValueKind.Object) : 1;
                if (objects > SchemaLimits.MaxNodes) throw new GrammarException($"the schema has more than {SchemaLimits.MaxNodes} parts.");
                foreach (var property in next.Element.EnumerateObject())
                    open.Push((property.Value, depth, !next.IsMap && property.Name is "properties" or "$defs" or "definitions"));
            }
        }
    }
}
