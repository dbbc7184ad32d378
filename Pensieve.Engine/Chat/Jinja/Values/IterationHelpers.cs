using Pensieve.Engine.Chat.Jinja.Runtime;

namespace Pensieve.Engine.Chat.Jinja.Values;

/// <summary><c>cycler(…)</c>: goes round its values.</summary>
internal sealed class CyclerValue(Value[] items) : Value
{
    private int _position;

    public override string TypeName => "Cycler";

    public override Value? GetAttribute(string name) => name switch
    {
        "current" => items[_position],
        "next" => new FunctionValue("next", (_, _) =>
        {
            var current = items[_position];
            _position = (_position + 1) % items.Length;
            return current;
        }),
        "reset" => new FunctionValue("reset", (_, _) =>
        {
            _position = 0;
            return NoneValue.Instance;
        }),
        _ => null,
    };
}

/// <summary><c>joiner(sep)</c>: empty on the first call, the separator on each later one.</summary>
internal sealed class JoinerValue(Value separator) : CallableValue("joiner")
{
    private bool _used;

    public override Value Call(RenderContext context, CallArguments arguments)
    {
        if (_used) return separator;
        _used = true;
        return StringValue.Empty;
    }
}
