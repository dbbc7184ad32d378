using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Runtime;

/// <summary>What <c>for</c> sees in a value.</summary>
internal static class Iteration
{
    public static bool IsIterable(Value value) => value is
        StringValue or SequenceValue or DictValue or DictViewValue or IteratorValue or UndefinedValue or LoopValue;

    /// <summary>Elements one by one, each paid for.</summary>
    /// <exception cref="TemplateRuntimeException">The value cannot be iterated.</exception>
    public static IEnumerable<Value> Of(RenderContext context, Value value)
    {
        foreach (var element in Elements(value))
        {
            context.Charge(1);
            yield return element;
        }
    }

    public static List<Value> ToList(RenderContext context, Value value)
    {
        var list = new List<Value>();
        foreach (var element in Of(context, value))
        {
            list.Add(element);
            context.CheckElements(list.Count);
        }
        return list;
    }

    private static IEnumerable<Value> Elements(Value value) => value switch
    {
        ListValue list => Live(list.Items),
        TupleValue tuple => tuple.Items,
        SequenceValue sequence => Enumerable.Range(0, sequence.Count).Select(sequence.At),
        StringValue text => CodePoints.Enumerate(text.WithMarkup(false)),
        DictValue dict => dict.Items.Keys,
        DictViewValue view => view.Enumerate(),
        IteratorValue iterator => iterator.Drain(),
        LoopValue loop => loop.Rest(),
        UndefinedValue => [],
        _ => throw new TemplateRuntimeException($"'{value.TypeName}' object is not iterable"),
    };

    /// <summary>A list that grows while it is walked shows its new elements, as in Python.</summary>
    private static IEnumerable<Value> Live(List<Value> items)
    {
        for (var i = 0; i < items.Count; i++) yield return items[i];
    }
}
