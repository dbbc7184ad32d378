using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Nodes;

internal sealed class BinaryExpression(BinaryOperator op, Expression left, Expression right) : Expression
{
    public override Value Evaluate(RenderContext context)
    {
        var leftValue = context.Evaluate(left);
        return Operators.Apply(context, op, leftValue, context.Evaluate(right));
    }
}

/// <summary><c>a ~ b ~ c</c>.</summary>
internal sealed class ConcatExpression(Expression[] parts) : Expression
{
    public override Value Evaluate(RenderContext context)
    {
        var text = context.NewText();
        foreach (var part in parts) text.Append(Printer.Str(context, context.Evaluate(part)));
        return text.ToValue();
    }
}

internal sealed class LogicalExpression(bool isAnd, Expression left, Expression right) : Expression
{
    public override Value Evaluate(RenderContext context)
    {
        var leftValue = context.Evaluate(left);
        return leftValue.IsTruthy == isAnd ? context.Evaluate(right) : leftValue;
    }
}

internal sealed class NotExpression(Expression operand) : Expression
{
    public override Value Evaluate(RenderContext context) => BoolValue.Of(!context.Evaluate(operand).IsTruthy);
}

internal sealed class SignExpression(bool isNegative, Expression operand) : Expression
{
    public override Value Evaluate(RenderContext context)
    {
        var value = context.Evaluate(operand);
        return isNegative ? Operators.Negate(value) : Operators.Plus(value);
    }
}

internal enum Comparison
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
}

/// <summary><c>a &lt; b &lt;= c</c>: each operand is evaluated once, and the chain ends at the first that fails.</summary>
internal sealed class CompareExpression(Expression first, KeyValuePair<Comparison, Expression>[] rest) : Expression
{
    public override Value Evaluate(RenderContext context)
    {
        var left = context.Evaluate(first);
        foreach (var (comparison, operand) in rest)
        {
            var right = context.Evaluate(operand);
            if (!Holds(context, comparison, left, right)) return BoolValue.False;
            left = right;
        }
        return BoolValue.True;
    }

    private static bool Holds(RenderContext context, Comparison comparison, Value left, Value right)
    {
        switch (comparison)
        {
            case Comparison.Equal: return KeyComparer.Instance.Equals(left, right);
            case Comparison.NotEqual: return !KeyComparer.Instance.Equals(left, right);
            case Comparison.In: return Operators.Contains(context, right, left);
            case Comparison.NotIn: return !Operators.Contains(context, right, left);
            default: break;
        }
        var order = Operators.Order(context, left, right);
        return order != Numbers.Unordered && comparison switch
        {
            Comparison.Less => order < 0,
            Comparison.LessOrEqual => order <= 0,
            Comparison.Greater => order > 0,
            _ => order >= 0,
        };
    }
}

/// <summary><c>a if condition else b</c>.</summary>
internal sealed class ConditionalExpression(Expression condition, Expression then, Expression? otherwise) : Expression
{
    private static readonly UndefinedValue s_absent = new("the value of an inline if without else");

    public override Value Evaluate(RenderContext context) =>
        context.Evaluate(condition).IsTruthy ? context.Evaluate(then) : otherwise is null ? s_absent : context.Evaluate(otherwise);
}
