using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Nodes;

/// <summary>Part of a parsed template that yields a value. Immutable; evaluated through <see cref="RenderContext.Evaluate"/>, which counts and bounds it.</summary>
internal abstract class Expression
{
    public abstract Value Evaluate(RenderContext context);
}

internal sealed class Literal(Value value) : Expression
{
    public Value Value { get; } = value;

    public override Value Evaluate(RenderContext context) => Value;
}

/// <summary>A variable, by its number in the template's symbol table; a global function where no scope has it.</summary>
internal sealed class NameExpression(string name, int symbol, Value? global) : Expression
{
    private readonly UndefinedValue _undefined = new(name);

    public string Name { get; } = name;

    public int Symbol { get; } = symbol;

    public override Value Evaluate(RenderContext context) => context.Scope.Find(Symbol) ?? global ?? _undefined;
}

internal sealed class ListExpression(Expression[] items) : Expression
{
    public override Value Evaluate(RenderContext context)
    {
        var list = new List<Value>(items.Length);
        foreach (var item in items) list.Add(context.Evaluate(item));
        return new ListValue(list);
    }
}

internal sealed class TupleExpression(Expression[] items) : Expression
{
    public Expression[] Items { get; } = items;

    public override Value Evaluate(RenderContext context)
    {
        var values = new Value[Items.Length];
        for (var i = 0; i < values.Length; i++) values[i] = context.Evaluate(Items[i]);
        return new TupleValue(values);
    }
}

internal sealed class DictExpression(KeyValuePair<Expression, Expression>[] entries) : Expression
{
    public override Value Evaluate(RenderContext context)
    {
        var dict = new DictValue();
        foreach (var (key, value) in entries)
        {
            var keyValue = context.Evaluate(key);
            Operators.RequireHashable(keyValue);
            dict.Items[keyValue] = context.Evaluate(value);
        }
        return dict;
    }
}
