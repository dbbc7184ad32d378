using Pensieve.Engine.Chat.Jinja.Runtime;

namespace Pensieve.Engine.Chat.Jinja.Values;

/// <summary>The <c>loop</c> of a for statement.</summary>
internal sealed class LoopValue(List<Value> items, int depth, Func<RenderContext, Value, int, Value>? recurse) : Value
{
    private int _position = -1;
    private Value? _lastChanged;

    /// <summary>1-based round.</summary>
    public int Index => _position + 1;

    public int Count => items.Count;

    public Value Current => items[_position];

    public override string TypeName => "LoopContext";

    public bool MoveNext() => ++_position < items.Count;

    /// <summary>Taking elements from the loop itself moves it on.</summary>
    public IEnumerable<Value> Rest()
    {
        while (MoveNext()) yield return new TupleValue([Current, this]);
    }

    public Value Recurse(RenderContext context, CallArguments arguments)
    {
        if (recurse is null) throw new TemplateRuntimeException("the loop must have the 'recursive' marker to be called recursively");
        return recurse(context, arguments.BindPositional("loop", 1, 1)[0]!, depth + 1);
    }

    public override Value? GetAttribute(string name) => name switch
    {
        "index" => IntValue.Of(_position + 1),
        "index0" => IntValue.Of(_position),
        "revindex" => IntValue.Of(items.Count - _position),
        "revindex0" => IntValue.Of(items.Count - _position - 1),
        "first" => BoolValue.Of(_position == 0),
        "last" => BoolValue.Of(_position == items.Count - 1),
        "length" => IntValue.Of(items.Count),
        "depth" => IntValue.Of(depth),
        "depth0" => IntValue.Of(depth - 1),
        "previtem" => _position > 0 ? items[_position - 1] : new UndefinedValue("the item before the first"),
        "nextitem" => _position + 1 < items.Count ? items[_position + 1] : new UndefinedValue("the item after the last"),
        "cycle" => new FunctionValue("cycle", (_, a) => a.Positional.Length > 0
            ? a.Positional[_position % a.Positional.Length]
            : throw new TemplateRuntimeException("no items for cycling given")),
        "changed" => new FunctionValue("changed", (_, a) =>
        {
            var now = new TupleValue(a.Positional);
            if (_lastChanged is not null && KeyComparer.Instance.Equals(_lastChanged, now)) return BoolValue.False;
            _lastChanged = now;
            return BoolValue.True;
        }),
        _ => null,
    };
}
