using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Nodes;

/// <summary>How a statement ended.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,
}

/// <summary>Part of a parsed template that writes text or changes variables. Immutable.</summary>
internal abstract class Statement(int line)
{
    public int Line { get; } = line;

    public abstract Flow Execute(RenderContext context, TextBuilder output);
}

/// <summary>Statements one after the other.</summary>
internal sealed class Block(Statement[] statements)
{
    public static readonly Block Empty = new([]);

    public Flow Execute(RenderContext context, TextBuilder output)
    {
        foreach (var statement in statements)
        {
            context.Charge(1);
            context.Line = statement.Line;
            var flow = statement.Execute(context, output);
            if (flow != Flow.Next) return flow;
        }
        return Flow.Next;
    }

    /// <summary>Runs in a scope of its own and gives back the text.</summary>
    public StringValue Capture(RenderContext context, Scope scope)
    {
        var text = context.NewText();
        ExecuteIn(context, text, scope);
        return text.ToValue();
    }

    public Flow ExecuteIn(RenderContext context, TextBuilder output, Scope scope)
    {
        var outer = context.Scope;
        context.Scope = scope;
        var flow = Execute(context, output);
        context.Scope = outer;
        return flow;
    }
}

internal sealed class TextStatement(StringValue text, int line) : Statement(line)
{
    public override Flow Execute(RenderContext context, TextBuilder output)
    {
        output.Append(text);
        return Flow.Next;
    }
}

internal sealed class PrintStatement(Expression expression, int line) : Statement(line)
{
    public override Flow Execute(RenderContext context, TextBuilder output)
    {
        var value = context.Evaluate(expression);
        output.Append(Printer.Str(context, value));
        return Flow.Next;
    }
}

internal sealed class IfStatement(KeyValuePair<Expression, Block>[] branches, Block otherwise, int line) : Statement(line)
{
    public override Flow Execute(RenderContext context, TextBuilder output)
    {
        foreach (var (condition, block) in branches)
            if (context.Evaluate(condition).IsTruthy) return block.Execute(context, output);
        return otherwise.Execute(context, output);
    }
}

/// <summary><c>break</c> and <c>continue</c>.</summary>
internal sealed class LoopControlStatement(Flow flow, int line) : Statement(line)
{
    public override Flow Execute(RenderContext context, TextBuilder output) => flow;
}
