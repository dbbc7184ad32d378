using Pensieve.Engine.Chat.Jinja.Library;
using Pensieve.Engine.Chat.Jinja.Runtime;

namespace Pensieve.Engine.Chat.Jinja.Values;

/// <summary>A dictionary in insertion order.</summary>
internal sealed class DictValue : Value
{
    public OrderedDictionary<Value, Value> Items { get; } = new(KeyComparer.Instance);

    public override string TypeName => "dict";

    public override bool IsTruthy => Items.Count > 0;

    public override Value? GetAttribute(string name) => DictMethods.Find(name) is { } method ? new BoundMethod(this, name, method) : null;

    public override Value? GetItem(Value key) => KeyComparer.IsHashable(key) && Items.TryGetValue(key, out var value) ? value : null;
}

internal enum DictViewKind
{
    Keys,
    Values,
    Items,
}

/// <summary>What <c>keys()</c>, <c>values()</c> and <c>items()</c> give: has a length and iterates, but takes no subscripts.</summary>
internal sealed class DictViewValue(DictValue dict, DictViewKind kind) : Value
{
    public DictValue Dict { get; } = dict;

    public DictViewKind Kind { get; } = kind;

    public override string TypeName => Kind switch
    {
        DictViewKind.Keys => "dict_keys",
        DictViewKind.Values => "dict_values",
        _ => "dict_items",
    };

    public override bool IsTruthy => Dict.Items.Count > 0;

    public IEnumerable<Value> Enumerate() => Kind switch
    {
        DictViewKind.Keys => Dict.Items.Keys,
        DictViewKind.Values => Dict.Items.Values,
        _ => Dict.Items.Select(static pair => (Value)new TupleValue([pair.Key, pair.Value])),
    };
}

/// <summary>A lazy result of a filter; its elements can be taken once.</summary>
internal sealed class IteratorValue(IEnumerable<Value> elements) : Value
{
    private readonly IEnumerator<Value> _elements = elements.GetEnumerator();

    public override string TypeName => "generator";

    public IEnumerable<Value> Drain()
    {
        while (_elements.MoveNext()) yield return _elements.Current;
    }
}

/// <summary>What <c>namespace()</c> gives: attributes that inner scopes can set.</summary>
internal sealed class NamespaceValue : Value
{
    public OrderedDictionary<string, Value> Attributes { get; } = new(StringComparer.Ordinal);

    public override string TypeName => "Namespace";

    public override Value? GetAttribute(string name) => Attributes.GetValueOrDefault(name);

    public override Value? GetItem(Value key) => key is StringValue text ? GetAttribute(text.Text) : null;
}
