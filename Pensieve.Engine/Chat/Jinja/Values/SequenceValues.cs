using Pensieve.Engine.Chat.Jinja.Library;

namespace Pensieve.Engine.Chat.Jinja.Values;

/// <summary>What has a length and takes whole-number subscripts.</summary>
internal abstract class SequenceValue : Value
{
    public abstract int Count { get; }

    public override bool IsTruthy => Count > 0;

    public abstract Value At(int index);

    public override Value? GetItem(Value key) => Indexing.TryIndex(key, Count, out var index) ? At(index) : null;
}

internal sealed class ListValue(List<Value> items) : SequenceValue
{
    public List<Value> Items { get; } = items;

    public override string TypeName => "list";

    public override int Count => Items.Count;

    public override Value At(int index) => Items[index];

    public override Value? GetAttribute(string name) => ListMethods.Find(name) is { } method ? new BoundMethod(this, name, method) : null;
}

internal class TupleValue(Value[] items) : SequenceValue
{
    public Value[] Items { get; } = items;

    public override string TypeName => "tuple";

    public override int Count => Items.Length;

    public override Value At(int index) => Items[index];

    public override Value? GetAttribute(string name) =>
        name is "index" or "count" && ListMethods.Find(name) is { } method ? new BoundMethod(this, name, method) : null;
}

/// <summary>What the <c>groupby</c> filter yields: a pair whose halves have names.</summary>
internal sealed class GroupValue(Value grouper, ListValue list) : TupleValue([grouper, list])
{
    public override Value? GetAttribute(string name) => name switch
    {
        "grouper" => Items[0],
        "list" => Items[1],
        _ => base.GetAttribute(name),
    };
}

internal sealed class RangeValue(long start, long stop, long step, int count) : SequenceValue
{
    public long Start { get; } = start;

    public long Stop { get; } = stop;

    public long Step { get; } = step;

    public override string TypeName => "range";

    public override int Count { get; } = count;

    public override Value At(int index) => IntValue.Of(Start + index * Step);
}
