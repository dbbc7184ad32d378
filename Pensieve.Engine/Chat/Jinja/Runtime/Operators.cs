using System.Numerics;
using Pensieve.Engine.Chat.Jinja.Library;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Runtime;

internal enum BinaryOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Remainder,
    Power,
}

/// <summary>Python's operators over template values.</summary>
internal static class Operators
{
    public static Value Apply(RenderContext context, BinaryOperator op, Value left, Value right)
    {
        RefuseUndefined(left);
        RefuseUndefined(right);
        if (op == BinaryOperator.Remainder && left is StringValue format) return PercentFormat.Apply(context, format, right);
        if (Numbers.IsNumber(left) && Numbers.IsNumber(right)) return Arithmetic(op, left, right);
        return op switch
        {
            BinaryOperator.Add => Concatenate(context, left, right),
            BinaryOperator.Multiply when Numbers.Whole(right) is { } times => Repeat(context, left, times),
            BinaryOperator.Multiply when Numbers.Whole(left) is { } times => Repeat(context, right, times),
            _ => throw Unsupported(op, left, right),
        };
    }

    private static Value Arithmetic(BinaryOperator op, Value left, Value right) => op switch
    {
        BinaryOperator.Add => Numbers.Add(left, right),
        BinaryOperator.Subtract => Numbers.Subtract(left, right),
        BinaryOperator.Multiply => Numbers.Multiply(left, right),
        BinaryOperator.Divide => Numbers.Divide(left, right),
        BinaryOperator.FloorDivide => Numbers.FloorDivide(left, right),
        BinaryOperator.Remainder => Numbers.Remainder(left, right),
        _ => Numbers.Power(left, right),
    };

    private static Value Concatenate(RenderContext context, Value left, Value right)
    {
        switch (left, right)
        {
            case (StringValue a, StringValue b):
                var markup = a.IsMarkup || b.IsMarkup;
                if (markup) (a, b) = (Markup.Escape(context, a), Markup.Escape(context, b));
                return context.NewText().Append(a).Append(b).ToValue(markup);
            case (ListValue a, ListValue b):
                context.CheckElements((long)a.Count + b.Count);
                context.Charge(a.Count + b.Count);
                return new ListValue([.. a.Items, .. b.Items]);
            case (TupleValue a, TupleValue b):
                context.CheckElements((long)a.Count + b.Count);
                context.Charge(a.Count + b.Count);
                return new TupleValue([.. a.Items, .. b.Items]);
            default:
                throw Unsupported(BinaryOperator.Add, left, right);
        }
    }

    private static Value Repeat(RenderContext context, Value value, BigInteger times)
    {
        var count = (int)BigInteger.Clamp(times, 0, int.MaxValue);
        switch (value)
        {
            case StringValue { Text: "" }:
                return value;
            case StringValue text:
                context.CheckCharacters((long)text.Text.Length * count);
                context.Charge(count / 8);
                var builder = context.NewText();
                for (var i = 0; i < count; i++) builder.Append(text);
                return builder.ToValue(text.IsMarkup);
            case ListValue list:
                return new ListValue([.. RepeatItems(context, list, count)]);
            case TupleValue tuple:
                return new TupleValue([.. RepeatItems(context, tuple, count)]);
            default:
                throw new TemplateRuntimeException($"unsupported operand type for *: '{value.TypeName}'");
        }
    }

    private static IEnumerable<Value> RepeatItems(RenderContext context, SequenceValue items, int count)
    {
        if (items.Count == 0) return [];
        context.CheckElements((long)items.Count * count);
        context.Charge((long)items.Count * count);
        return Enumerable.Range(0, count).SelectMany(_ => Enumerable.Range(0, items.Count).Select(items.At));
    }

    /// <summary>Negative, 0, positive, or <see cref="Numbers.Unordered"/>.</summary>
    public static int Order(RenderContext context, Value left, Value right, int depth = 0)
    {
        RefuseUndefined(left);
        RefuseUndefined(right);
        context.CheckValueDepth(depth);
        if (Numbers.IsNumber(left) && Numbers.IsNumber(right)) return Numbers.Compare(left, right);
        if (left is StringValue a && right is StringValue b) return CodePoints.Compare(a.Text, b.Text);
        if ((left is ListValue && right is ListValue) || (left is TupleValue && right is TupleValue))
        {
            var (x, y) = ((SequenceValue)left, (SequenceValue)right);
            for (var i = 0; i < Math.Min(x.Count, y.Count); i++)
            {
                context.Charge(1);
                if (!KeyComparer.Instance.Equals(x.At(i), y.At(i))) return Order(context, x.At(i), y.At(i), depth + 1);
            }
            return x.Count.CompareTo(y.Count);
        }
        throw new TemplateRuntimeException($"'{left.TypeName}' and '{right.TypeName}' have no order");
    }

    /// <summary><paramref name="item"/> <c>in</c> <paramref name="container"/>.</summary>
    public static bool Contains(RenderContext context, Value container, Value item)
    {
        switch (container)
        {
            case StringValue text when item is StringValue part:
                context.ChargeSearch(text.Text, part.Text);
                return text.Text.Contains(part.Text, StringComparison.Ordinal);
            case StringValue:
                throw new TemplateRuntimeException($"'in <string>' requires string as left operand, not {item.TypeName}");
            case DictValue dict:
                RequireHashable(item);
                return dict.Items.ContainsKey(item);
            case NoneValue or IntValue or FloatValue or BoolValue or CallableValue:
                throw new TemplateRuntimeException($"argument of type '{container.TypeName}' is not iterable");
            default:
                foreach (var candidate in Iteration.Of(context, container))
                    if (ReferenceEquals(candidate, item) || KeyComparer.Instance.Equals(candidate, item)) return true;
                return false;
        }
    }

    public static Value Negate(Value value)
    {
        RefuseUndefined(value);
        return Numbers.IsNumber(value)
            ? Numbers.Negate(value)
            : throw new TemplateRuntimeException($"bad operand type for unary -: '{value.TypeName}'");
    }

    public static Value Plus(Value value)
    {
        RefuseUndefined(value);
        if (value is FloatValue) return value;
        return Numbers.Whole(value) is { } whole
            ? IntValue.Of(whole)
            : throw new TemplateRuntimeException($"bad operand type for unary +: '{value.TypeName}'");
    }

    public static void RefuseUndefined(Value value)
    {
        if (value is UndefinedValue undefined) throw new TemplateRuntimeException(undefined.Message);
    }

    public static void RequireHashable(Value key)
    {
        if (!KeyComparer.IsHashable(key)) throw new TemplateRuntimeException($"unhashable type: '{key.TypeName}'");
    }

    private static TemplateRuntimeException Unsupported(BinaryOperator op, Value left, Value right)
    {
        var symbol = op switch
        {
            BinaryOperator.Add => "+",
            BinaryOperator.Subtract => "-",
            BinaryOperator.Multiply => "*",
            BinaryOperator.Divide => "/",
            BinaryOperator.FloorDivide => "//",
            BinaryOperator.Remainder => "%",
            _ => "**",
        };
        return new TemplateRuntimeException($"unsupported operand types for {symbol}: '{left.TypeName}' and '{right.TypeName}'");
    }
}
