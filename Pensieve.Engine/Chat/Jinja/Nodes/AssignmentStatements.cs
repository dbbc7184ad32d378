using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Nodes;

/// <summary>What a value is stored in: a name, an attribute of a namespace, or several names at once.</summary>
internal abstract class Target
{
    public abstract void Assign(RenderContext context, Scope scope, Value value);
}

internal sealed class NameTarget(int symbol) : Target
{
    public override void Assign(RenderContext context, Scope scope, Value value) => scope.Set(symbol, value);
}

internal sealed class NamespaceTarget(NameExpression name, string attribute) : Target
{
    public override void Assign(RenderContext context, Scope scope, Value value)
    {
        if (context.Evaluate(name) is not NamespaceValue ns)
            throw new TemplateRuntimeException("cannot assign attribute on non-namespace object");
        context.CheckElements(ns.Attributes.Count + 1);
        ns.Attributes[attribute] = value;
    }
}

internal sealed class TupleTarget(Target[] targets) : Target
{
    public override void Assign(RenderContext context, Scope scope, Value value)
    {
        var values = Iteration.ToList(context, value);
        if (values.Count != targets.Length)
            throw new TemplateRuntimeException($"cannot unpack {values.Count} values into {targets.Length} names");
        for (var i = 0; i < targets.Length; i++) targets[i].Assign(context, scope, values[i]);
    }
}

internal sealed class SetStatement(Target target, Expression value, int line) : Statement(line)
{
    public override Flow Execute(RenderContext context, TextBuilder output)
    {
        target.Assign(context, context.Scope, context.Evaluate(value));
        return Flow.Next;
    }
}

/// <summary><c>{% set x %}…{% endset %}</c>, optionally through filters.</summary>
internal sealed class BlockSetStatement(Target target, FilterExpression? filter, Block body, int line) : Statement(line)
{
    public override Flow Execute(RenderContext context, TextBuilder output)
    {
        Value text = body.Capture(context, new Scope(context.Scope));
        if (filter is not null) text = filter.ApplyChain(context, text);
        target.Assign(context, context.Scope, text);
        return Flow.Next;
    }
}

/// <summary><c>{% with a = 1 %}…{% endwith %}</c>.</summary>
internal sealed class WithStatement(KeyValuePair<Target, Expression>[] assignments, Block body, int line) : Statement(line)
{
    public override Flow Execute(RenderContext context, TextBuilder output)
    {
        var scope = new Scope(context.Scope);
        foreach (var (target, value) in assignments) target.Assign(context, scope, context.Evaluate(value));
        return body.ExecuteIn(context, output, scope);
    }
}

internal sealed class FilterBlockStatement(FilterExpression filter, Block body, int line) : Statement(line)
{
    public override Flow Execute(RenderContext context, TextBuilder output)
    {
        var text = body.Capture(context, new Scope(context.Scope));
        output.Append(Printer.Str(context, filter.ApplyChain(context, text)));
        return Flow.Next;
    }
}

/// <summary>A block that only bounds scope: Hugging Face's <c>generation</c>, which marks what a model is trained on.</summary>
internal sealed class ScopeStatement(Block body, int line) : Statement(line)
{
    public override Flow Execute(RenderContext context, TextBuilder output) => body.ExecuteIn(context, output, new Scope(context.Scope));
}
