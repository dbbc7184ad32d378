using System.Collections.Frozen;
using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Library;

/// <summary>The methods of Python's <c>list</c>, of which tuples have <c>index</c> and <c>count</c>.</summary>
internal static class ListMethods
{
    private static readonly FrozenDictionary<string, Method> s_methods = new Dictionary<string, Method>
    {
        ["append"] = Append,
        ["extend"] = Extend,
        ["insert"] = Insert,
        ["pop"] = Pop,
        ["remove"] = Remove,
        ["reverse"] = Reverse,
        ["clear"] = Clear,
        ["copy"] = (c, s, a) => Copy(s, a),
        ["sort"] = Sort,
        ["index"] = Index,
        ["count"] = Count,
    }.ToFrozenDictionary();

    public static Method? Find(string name) => s_methods.GetValueOrDefault(name);

    private static NoneValue Append(RenderContext context, Value self, CallArguments arguments)
    {
        var items = ((ListValue)self).Items;
        context.CheckElements(items.Count + 1);
        items.Add(arguments.BindPositional("append", 1, 1)[0]!);
        return NoneValue.Instance;
    }

    private static NoneValue Extend(RenderContext context, Value self, CallArguments arguments)
    {
        var items = ((ListValue)self).Items;
        var added = Iteration.ToList(context, arguments.BindPositional("extend", 1, 1)[0]!);
        context.CheckElements((long)items.Count + added.Count);
        items.AddRange(added);
        return NoneValue.Instance;
    }

    private static NoneValue Insert(RenderContext context, Value self, CallArguments arguments)
    {
        var items = ((ListValue)self).Items;
        var bound = arguments.BindPositional("insert", 2, 2);
        var at = StringMethods.Whole(bound[0], 0, "insert");
        if (at < 0) at = (int)Math.Max(0, (long)at + items.Count);
        context.CheckElements(items.Count + 1);
        context.Charge(items.Count / 16);
        items.Insert(Math.Min(at, items.Count), bound[1]!);
        return NoneValue.Instance;
    }

    private static Value Pop(RenderContext context, Value self, CallArguments arguments)
    {
        var items = ((ListValue)self).Items;
        var key = arguments.BindPositional("pop", 0, 1)[0] ?? IntValue.Of(-1);
        if (items.Count == 0) throw new TemplateRuntimeException("pop from empty list");
        if (!Indexing.TryIndex(key, items.Count, out var at)) throw new TemplateRuntimeException("pop index out of range");
        context.Charge(items.Count / 16);
        var item = items[at];
        items.RemoveAt(at);
        return item;
    }

    private static NoneValue Remove(RenderContext context, Value self, CallArguments arguments)
    {
        var items = ((ListValue)self).Items;
        var at = IndexOf(context, (SequenceValue)self, arguments.BindPositional("remove", 1, 1)[0]!, 0, items.Count);
        if (at < 0) throw new TemplateRuntimeException("list.remove(x): x not in list");
        items.RemoveAt(at);
        return NoneValue.Instance;
    }

    private static NoneValue Reverse(RenderContext context, Value self, CallArguments arguments)
    {
        arguments.BindPositional("reverse", 0, 0);
        var items = ((ListValue)self).Items;
        context.Charge(items.Count);
        items.Reverse();
        return NoneValue.Instance;
    }

    private static NoneValue Clear(RenderContext context, Value self, CallArguments arguments)
    {
        arguments.BindPositional("clear", 0, 0);
        ((ListValue)self).Items.Clear();
        return NoneValue.Instance;
    }

    private static ListValue Copy(Value self, CallArguments arguments)
    {
        arguments.BindPositional("copy", 0, 0);
        return new ListValue([.. ((ListValue)self).Items]);
    }

    private static NoneValue Sort(RenderContext context, Value self, CallArguments arguments)
    {
        var bound = arguments.Bind("sort", 0, "key", "reverse");
        if (bound[0] is not (null or NoneValue)) throw new TemplateRuntimeException("sort(key=…) is not supported");
        var items = ((ListValue)self).Items;
        var sorted = Sorting.Sort(context, items.ToArray(), static item => item, bound[1]?.IsTruthy ?? false);
        items.Clear();
        items.AddRange(sorted);
        return NoneValue.Instance;
    }

    private static IntValue Index(RenderContext context, Value self, CallArguments arguments)
    {
        var bound = arguments.BindPositional("index", 1, 3);
        var items = (SequenceValue)self;
        var (start, count) = Indexing.Slice(items.Count, Bound(bound[1]), Bound(bound[2]), 1);
        var at = IndexOf(context, items, bound[0]!, start, start + count);
        return at >= 0 ? IntValue.Of(at) : throw new TemplateRuntimeException("the value is not in the list");

        static int? Bound(Value? value) => value is null ? null : StringMethods.Whole(value, 0, "index");
    }

    private static IntValue Count(RenderContext context, Value self, CallArguments arguments)
    {
        var wanted = arguments.BindPositional("count", 1, 1)[0]!;
        var items = (SequenceValue)self;
        context.Charge(items.Count);
        return IntValue.Of(Enumerable.Range(0, items.Count).Count(i => KeyComparer.Instance.Equals(items.At(i), wanted)));
    }

    private static int IndexOf(RenderContext context, SequenceValue items, Value wanted, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            context.Charge(1);
            if (KeyComparer.Instance.Equals(items.At(i), wanted)) return i;
        }
        return -1;
    }
}
