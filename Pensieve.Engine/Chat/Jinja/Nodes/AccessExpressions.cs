using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Nodes;

/// <summary><c>value.name</c>.</summary>
internal sealed class AttributeExpression(Expression target, string name) : Expression
{
    private readonly StringValue _key = StringValue.Template(name);

    public override Value Evaluate(RenderContext context) => Attributes.Get(context.Evaluate(target), name, _key);
}

/// <summary><c>value[key]</c>.</summary>
internal sealed class ItemExpression(Expression target, Expression key) : Expression
{
    public override Value Evaluate(RenderContext context)
    {
        var value = context.Evaluate(target);
        return Attributes.GetItem(value, context.Evaluate(key));
    }
}

/// <summary><c>value[start:stop:step]</c>.</summary>
internal sealed class SliceExpression(Expression target, Expression? start, Expression? stop, Expression? step) : Expression
{
    public override Value Evaluate(RenderContext context)
    {
        var value = context.Evaluate(target);
        Operators.RefuseUndefined(value);
        var from = Bound(context, start);
        var to = Bound(context, stop);
        var by = Bound(context, step) ?? 1;
        if (by == 0) throw new TemplateRuntimeException("slice step cannot be zero");
        return value switch
        {
            StringValue text => Cut(context, text, Indexing.Slice(text.Length, from, to, by), by),
            ListValue list => new ListValue([.. Pick(context, list, Indexing.Slice(list.Count, from, to, by), by)]),
            TupleValue tuple => new TupleValue([.. Pick(context, tuple, Indexing.Slice(tuple.Count, from, to, by), by)]),
            RangeValue range => Narrow(range, Indexing.Slice(range.Count, from, to, by), by),
            _ => throw new TemplateRuntimeException($"'{value.TypeName}' object cannot be sliced"),
        };
    }

    private static int? Bound(RenderContext context, Expression? expression)
    {
        if (expression is null) return null;
        var value = context.Evaluate(expression);
        if (value is NoneValue) return null;
        if (Numbers.Whole(value) is not { } whole)
            throw new TemplateRuntimeException("slice indices must be integers or None");
        return (int)System.Numerics.BigInteger.Clamp(whole, -int.MaxValue, int.MaxValue);
    }

    private static StringValue Cut(RenderContext context, StringValue text, (int Start, int Count) range, int step)
    {
        if (range.Count == 0) return StringValue.Empty.WithMarkup(text.IsMarkup);
        if (step == 1)
        {
            var begin = CodePoints.ToUtf16(text, range.Start);
            return text.Slice(begin, CodePoints.ToUtf16(text, range.Start + range.Count) - begin);
        }
        context.Charge(text.Length + range.Count);
        var characters = CodePoints.Enumerate(text).ToArray();
        var result = context.NewText();
        for (var i = 0; i < range.Count; i++) result.Append(characters[range.Start + i * step]);
        return result.ToValue(text.IsMarkup);
    }

    private static IEnumerable<Value> Pick(RenderContext context, SequenceValue items, (int Start, int Count) range, int step)
    {
        context.Charge(range.Count);
        for (var i = 0; i < range.Count; i++) yield return items.At(range.Start + i * step);
    }

    private static RangeValue Narrow(RangeValue range, (int Start, int Count) part, int step)
    {
        var first = range.Start + part.Start * range.Step;
        var by = range.Step * step;
        return new RangeValue(first, first + part.Count * by, by, part.Count);
    }
}
