using System.Runtime.CompilerServices;
using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Nodes;

internal sealed class ForStatement(Target target, Expression source, Expression? filter, Block body, Block otherwise, int loopSymbol, bool isRecursive, int line)
    : Statement(line)
{
    public override Flow Execute(RenderContext context, TextBuilder output)
    {
        Run(context, output, context.Evaluate(source), context.Scope, 1);
        return Flow.Next;
    }

    public void Run(RenderContext context, TextBuilder output, Value values, Scope outer, int depth)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var items = Collect(context, values, outer);
        var caller = context.Scope;
        var scope = new Scope(outer);
        var loop = new LoopValue(items, depth, isRecursive ? (inner, rows, level) => Capture(inner, rows, outer, level) : null);
        context.Scope = scope;
        var completed = false;
        while (loop.MoveNext())
        {
            // Each round starts from the variables outside: nothing set in one round is seen in the next.
            scope.Clear();
            scope.Set(loopSymbol, loop);
            context.Charge(1);
            target.Assign(context, scope, loop.Current);
            var flow = body.Execute(context, output);
            if (flow == Flow.Break) break;
            completed |= flow == Flow.Next;
        }
        context.Scope = caller;
        // As Jinja has it, a loop of which no round came to its end counts as empty.
        if (!completed) otherwise.ExecuteIn(context, output, new Scope(outer));
    }

    private StringValue Capture(RenderContext context, Value values, Scope outer, int depth)
    {
        context.EnterCall();
        var text = context.NewText();
        Run(context, text, values, outer, depth);
        context.LeaveCall();
        return text.ToValue();
    }

    private List<Value> Collect(RenderContext context, Value values, Scope outer)
    {
        var items = Iteration.ToList(context, values);
        if (filter is null) return items;
        var caller = context.Scope;
        var scope = new Scope(outer);
        context.Scope = scope;
        items.RemoveAll(item =>
        {
            scope.Clear();
            target.Assign(context, scope, item);
            return !context.Evaluate(filter).IsTruthy;
        });
        context.Scope = caller;
        return items;
    }
}
