using Pensieve.Engine.Chat.Jinja.Library;
using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Nodes;

/// <summary>Arguments as written: by position, by name, and one unpacked list and dictionary.</summary>
internal sealed class ArgumentList(Expression[] positional, KeyValuePair<string, Expression>[] named, Expression? rest, Expression? namedRest)
{
    public static readonly ArgumentList Empty = new([], [], null, null);

    private readonly bool _isEmpty = positional.Length == 0 && named.Length == 0 && rest is null && namedRest is null;

    public CallArguments Evaluate(RenderContext context)
    {
        if (_isEmpty) return CallArguments.None;
        var values = new Value[positional.Length];
        for (var i = 0; i < values.Length; i++) values[i] = context.Evaluate(positional[i]);
        var names = named.Length == 0 ? [] : new KeyValuePair<string, Value>[named.Length];
        for (var i = 0; i < names.Length; i++) names[i] = KeyValuePair.Create(named[i].Key, context.Evaluate(named[i].Value));
        if (rest is not null) values = [.. values, .. Iteration.ToList(context, context.Evaluate(rest))];
        if (namedRest is not null) names = [.. names, .. Unpack(context.Evaluate(namedRest), names)];
        return new CallArguments(values, names);
    }

    private static IEnumerable<KeyValuePair<string, Value>> Unpack(Value value, KeyValuePair<string, Value>[] present)
    {
        if (value is not DictValue dict) throw new TemplateRuntimeException($"argument after ** must be a mapping, not {value.TypeName}");
        foreach (var (key, item) in dict.Items)
        {
            if (key is not StringValue name) throw new TemplateRuntimeException("keywords must be strings");
            if (present.Any(n => n.Key == name.Text)) throw new TemplateRuntimeException($"got multiple values for keyword argument '{name.Text}'");
            yield return KeyValuePair.Create(name.Text, item);
        }
    }
}

internal sealed class CallExpression(Expression callee, ArgumentList arguments) : Expression
{
    public override Value Evaluate(RenderContext context) => Invoke(context, null);

    /// <summary>Calls with the body of a call block as <c>caller</c>.</summary>
    public Value Invoke(RenderContext context, MacroValue? caller)
    {
        var target = context.Evaluate(callee);
        var values = arguments.Evaluate(context);
        if (caller is not null) values = new CallArguments(values.Positional, [.. values.Named, KeyValuePair.Create("caller", (Value)caller)]);
        switch (target)
        {
            case CallableValue function: return function.Call(context, values);
            case LoopValue loop: return loop.Recurse(context, values);
            case UndefinedValue undefined: throw new TemplateRuntimeException(undefined.Message);
            default: throw new TemplateRuntimeException($"'{target.TypeName}' object is not callable");
        }
    }
}

/// <summary><c>value | name(…)</c>. The value is absent at the head of a filter block.</summary>
internal sealed class FilterExpression(Expression? operand, string name, Filter? filter, ArgumentList arguments) : Expression
{
    public override Value Evaluate(RenderContext context) => Apply(context, context.Evaluate(operand!));

    public Value Apply(RenderContext context, Value value)
    {
        if (filter is null) throw new TemplateRuntimeException($"no filter named '{name}'");
        return filter(context, value, arguments.Evaluate(context));
    }

    /// <summary>Feeds a block's text through a chain of filters, innermost first.</summary>
    public Value ApplyChain(RenderContext context, Value value) =>
        Apply(context, operand is FilterExpression inner ? inner.ApplyChain(context, value) : value);
}

/// <summary><c>value is name</c>.</summary>
internal sealed class TestExpression(Expression operand, string name, ValueTest? test, ArgumentList arguments) : Expression
{
    public override Value Evaluate(RenderContext context)
    {
        var value = context.Evaluate(operand);
        if (test is null) throw new TemplateRuntimeException($"no test named '{name}'");
        return BoolValue.Of(test(context, value, arguments.Evaluate(context)));
    }
}
