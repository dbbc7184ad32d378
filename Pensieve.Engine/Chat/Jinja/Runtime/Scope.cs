using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Runtime;

/// <summary>Variables of one block, found by the number the parser gave each name; few enough for a linear search.</summary>
internal sealed class Scope(Scope? parent)
{
    private int[] _symbols = new int[4];
    private Value[] _values = new Value[4];
    private int _count;

    public Value? Find(int symbol)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            var at = scope._symbols.AsSpan(0, scope._count).IndexOf(symbol);
            if (at >= 0) return scope._values[at];
        }
        return null;
    }

    public Scope? Parent { get; } = parent;

    public void Set(int symbol, Value value)
    {
        var at = _symbols.AsSpan(0, _count).IndexOf(symbol);
        if (at < 0)
        {
            at = _count++;
            if (at == _symbols.Length)
            {
                Array.Resize(ref _symbols, at * 2);
                Array.Resize(ref _values, at * 2);
            }
            _symbols[at] = symbol;
        }
        _values[at] = value;
    }

    public void Clear() => _count = 0;
}
