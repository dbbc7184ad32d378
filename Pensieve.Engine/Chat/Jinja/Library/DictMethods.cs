using System.Collections.Frozen;
using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Library;

/// <summary>The methods of Python's <c>dict</c>.</summary>
internal static class DictMethods
{
    private static readonly FrozenDictionary<string, Method> s_methods = new Dictionary<string, Method>
    {
        ["get"] = Get,
        ["items"] = (_, s, a) => View(s, a, DictViewKind.Items),
        ["keys"] = (_, s, a) => View(s, a, DictViewKind.Keys),
        ["values"] = (_, s, a) => View(s, a, DictViewKind.Values),
        ["copy"] = Copy,
        ["update"] = Update,
        ["pop"] = Pop,
        ["popitem"] = PopItem,
        ["setdefault"] = SetDefault,
        ["clear"] = Clear,
        ["fromkeys"] = (_, _, _) => throw new TemplateRuntimeException("the dictionary method fromkeys() is not supported"),
    }.ToFrozenDictionary();

    public static Method? Find(string name) => s_methods.GetValueOrDefault(name);

    /// <summary>Adds what <c>dict(…)</c> and <c>update(…)</c> take: a mapping or pairs, then named entries.</summary>
    internal static void Merge(RenderContext context, DictValue target, CallArguments arguments, string function)
    {
        if (arguments.Positional.Length > 1) throw new TemplateRuntimeException($"{function}() takes at most one positional argument");
        if (arguments.Positional is [var source])
        {
            if (source is DictValue dict)
            {
                foreach (var (key, value) in dict.Items.ToArray()) Set(context, target, key, value);
            }
            else if (source is IntValue or FloatValue or BoolValue or NoneValue)
            {
                throw new TemplateRuntimeException($"'{source.TypeName}' object is not iterable");
            }
            else
            {
                foreach (var pair in Iteration.Of(context, source))
                {
                    if (Iteration.ToList(context, pair) is not [var key, var value])
                        throw new TemplateRuntimeException($"{function}() needs pairs of key and value");
                    Set(context, target, key, value);
                }
            }
        }
        foreach (var (name, value) in arguments.Named) Set(context, target, StringValue.Template(name), value);
    }

    internal static void Set(RenderContext context, DictValue dict, Value key, Value value)
    {
        context.Charge(1);
        Operators.RequireHashable(key);
        context.CheckElements(dict.Items.Count + 1);
        dict.Items[key] = value;
    }

    private static Value Get(RenderContext context, Value self, CallArguments arguments)
    {
        var bound = arguments.BindPositional("get", 1, 2);
        Operators.RequireHashable(bound[0]!);
        return self.GetItem(bound[0]!) ?? bound[1] ?? NoneValue.Instance;
    }

    private static DictViewValue View(Value self, CallArguments arguments, DictViewKind kind)
    {
        arguments.BindPositional("items", 0, 0);
        return new DictViewValue((DictValue)self, kind);
    }

    private static DictValue Copy(RenderContext context, Value self, CallArguments arguments)
    {
        arguments.BindPositional("copy", 0, 0);
        var copy = new DictValue();
        foreach (var (key, value) in ((DictValue)self).Items) Set(context, copy, key, value);
        return copy;
    }

    private static NoneValue Update(RenderContext context, Value self, CallArguments arguments)
    {
        Merge(context, (DictValue)self, arguments, "update");
        return NoneValue.Instance;
    }

    private static Value Pop(RenderContext context, Value self, CallArguments arguments)
    {
        var bound = arguments.BindPositional("pop", 1, 2);
        var items = ((DictValue)self).Items;
        Operators.RequireHashable(bound[0]!);
        context.Charge(items.Count / 16);
        if (items.Remove(bound[0]!, out var value)) return value;
        return bound[1] ?? throw new TemplateRuntimeException("pop(): the dictionary has no such key");
    }

    private static TupleValue PopItem(RenderContext context, Value self, CallArguments arguments)
    {
        arguments.BindPositional("popitem", 0, 0);
        var items = ((DictValue)self).Items;
        if (items.Count == 0) throw new TemplateRuntimeException("popitem(): dictionary is empty");
        var (key, value) = items.GetAt(items.Count - 1);
        items.RemoveAt(items.Count - 1);
        return new TupleValue([key, value]);
    }

    private static Value SetDefault(RenderContext context, Value self, CallArguments arguments)
    {
        var bound = arguments.BindPositional("setdefault", 1, 2);
        if (self.GetItem(bound[0]!) is { } present) return present;
        var value = bound[1] ?? NoneValue.Instance;
        Set(context, (DictValue)self, bound[0]!, value);
        return value;
    }

    private static NoneValue Clear(RenderContext context, Value self, CallArguments arguments)
    {
        arguments.BindPositional("clear", 0, 0);
        ((DictValue)self).Items.Clear();
        return NoneValue.Instance;
    }
}
