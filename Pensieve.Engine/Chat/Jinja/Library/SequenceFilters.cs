using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Library;

internal static class SequenceFilters
{
    public static Value Length(RenderContext context, Value value, CallArguments arguments)
    {
        arguments.BindPositional("length", 0, 0);
        return IntValue.Of(value switch
        {
            StringValue text => text.Length,
            SequenceValue sequence => sequence.Count,
            DictValue dict => dict.Items.Count,
            DictViewValue view => view.Dict.Items.Count,
            LoopValue loop => loop.Count,
            UndefinedValue => 0,
            _ => throw new TemplateRuntimeException($"object of type '{value.TypeName}' has no len()"),
        });
    }

    public static Value First(RenderContext context, Value value, CallArguments arguments)
    {
        arguments.BindPositional("first", 0, 0);
        return Iteration.Of(context, value).FirstOrDefault() ?? new UndefinedValue("first");
    }

    public static Value Last(RenderContext context, Value value, CallArguments arguments)
    {
        arguments.BindPositional("last", 0, 0);
        return Backwards(context, value).FirstOrDefault() ?? new UndefinedValue("last");
    }

    public static Value Reverse(RenderContext context, Value value, CallArguments arguments)
    {
        arguments.BindPositional("reverse", 0, 0);
        if (value is not StringValue text)
        {
            return value is IteratorValue
                ? new ListValue([.. Enumerable.Reverse(Iteration.ToList(context, value))])
                : new IteratorValue(Backwards(context, value));
        }
        var result = context.NewText();
        foreach (var character in CodePoints.Enumerate(text).Reverse()) result.Append(character);
        return result.ToValue(text.IsMarkup);
    }

    public static Value Items(RenderContext context, Value value, CallArguments arguments)
    {
        arguments.BindPositional("items", 0, 0);
        return value switch
        {
            UndefinedValue => new IteratorValue([]),
            DictValue dict => new IteratorValue(new DictViewValue(dict, DictViewKind.Items).Enumerate()),
            _ => new IteratorValue(Refuse()),
        };

        static IEnumerable<Value> Refuse()
        {
            throw new TemplateRuntimeException("can only get item pairs from a mapping");
#pragma warning disable CS0162 // The iterator fails when its first element is asked for, as Python's generator does.
            yield break;
#pragma warning restore CS0162
        }
    }

    public static Value DictSort(RenderContext context, Value value, CallArguments arguments)
    {
        var bound = arguments.Bind("dictsort", 0, "case_sensitive", "by", "reverse");
        var by = bound[1] is null ? "key" : StringMethods.Text(bound[1], "dictsort").Text;
        if (by is not ("key" or "value")) throw new TemplateRuntimeException("you can only sort by either \"key\" or \"value\"");
        Operators.RefuseUndefined(value);
        if (value is not DictValue dict) throw new TemplateRuntimeException($"'{value.TypeName}' has no attribute 'items'");
        var position = by == "key" ? 0 : 1;
        var isCaseSensitive = bound[0]?.IsTruthy ?? false;
        return new ListValue(Sorting.Sort(
            context,
            new DictViewValue(dict, DictViewKind.Items).Enumerate(),
            pair => Sorting.FoldCase(context, ((TupleValue)pair).Items[position], isCaseSensitive),
            bound[2]?.IsTruthy ?? false));
    }

    public static Value Sort(RenderContext context, Value value, CallArguments arguments)
    {
        var bound = arguments.Bind("sort", 0, "reverse", "case_sensitive", "attribute");
        var key = SelectionFilters.MultiKey(context, bound[2], bound[1]?.IsTruthy ?? false);
        return new ListValue(Sorting.Sort(context, Iteration.ToList(context, value), key, bound[0]?.IsTruthy ?? false));
    }

    public static Value Unique(RenderContext context, Value value, CallArguments arguments)
    {
        var bound = arguments.Bind("unique", 0, "case_sensitive", "attribute");
        var key = SelectionFilters.Key(context, bound[1], bound[0]?.IsTruthy ?? false);
        return new IteratorValue(Distinct());

        IEnumerable<Value> Distinct()
        {
            var seen = new HashSet<Value>(KeyComparer.Instance);
            foreach (var item in Iteration.Of(context, value))
            {
                var mark = key(item);
                Operators.RequireHashable(mark);
                if (seen.Add(mark)) yield return item;
            }
        }
    }

    public static Value Extreme(RenderContext context, Value value, CallArguments arguments, string name, int direction)
    {
        var bound = arguments.Bind(name, 0, "case_sensitive", "attribute");
        var key = SelectionFilters.Key(context, bound[1], bound[0]?.IsTruthy ?? false);
        Value? best = null;
        Value? bestKey = null;
        foreach (var item in Iteration.Of(context, value))
        {
            var itemKey = key(item);
            var order = bestKey is null ? direction : Operators.Order(context, itemKey, bestKey);
            if (order == Numbers.Unordered || order * direction <= 0) continue;
            (best, bestKey) = (item, itemKey);
        }
        return best ?? new UndefinedValue(name);
    }

    public static Value Sum(RenderContext context, Value value, CallArguments arguments)
    {
        var bound = arguments.Bind("sum", 0, "attribute", "start");
        var getter = bound[0] is null or NoneValue ? null : AttributePath.Parse(bound[0]!, null);
        var total = bound[1] ?? IntValue.Of(0);
        if (total is StringValue) throw new TemplateRuntimeException("sum() can't sum strings");
        foreach (var item in Iteration.Of(context, value))
            total = Operators.Apply(context, BinaryOperator.Add, total, getter is null ? item : getter.Get(item));
        return total;
    }

    public static Value Batch(RenderContext context, Value value, CallArguments arguments)
    {
        var bound = arguments.Bind("batch", 1, "linecount", "fill_with");
        var size = StringMethods.Whole(bound[0], 0, "batch");
        return new IteratorValue(Rows());

        IEnumerable<Value> Rows()
        {
            var row = new List<Value>();
            foreach (var item in Iteration.Of(context, value))
            {
                if (row.Count == size)
                {
                    yield return new ListValue(row);
                    row = [];
                }
                row.Add(item);
            }
            if (row.Count == 0) yield break;
            context.CheckElements(size);
            if (bound[1] is { } fill and not NoneValue)
                while (row.Count < size) row.Add(fill);
            yield return new ListValue(row);
        }
    }

    public static Value Slice(RenderContext context, Value value, CallArguments arguments)
    {
        var bound = arguments.Bind("slice", 1, "slices", "fill_with");
        var slices = StringMethods.Whole(bound[0], 0, "slice");
        return new IteratorValue(Columns());

        IEnumerable<Value> Columns()
        {
            var items = Iteration.ToList(context, value);
            if (slices == 0) throw new TemplateRuntimeException("integer division or modulo by zero");
            context.CheckElements(slices);
            var (each, longer) = (items.Count / slices, items.Count % slices);
            var offset = 0;
            for (var i = 0; i < slices; i++)
            {
                var start = offset + i * each;
                if (i < longer) offset++;
                var column = items.GetRange(start, offset + (i + 1) * each - start);
                if (bound[1] is { } fill and not NoneValue && i >= longer) column.Add(fill);
                yield return new ListValue(column);
            }
        }
    }

    private static IEnumerable<Value> Backwards(RenderContext context, Value value) => value switch
    {
        IteratorValue or LoopValue => throw new TemplateRuntimeException($"'{value.TypeName}' object is not reversible"),
        UndefinedValue undefined => throw new TemplateRuntimeException(undefined.Message),
        _ => Enumerable.Reverse(Iteration.ToList(context, value)),
    };
}
