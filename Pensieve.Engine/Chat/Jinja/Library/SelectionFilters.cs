using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Library;

/// <summary>Filters that apply an attribute, a test or another filter to every element.</summary>
internal static class SelectionFilters
{
    public static Value Map(RenderContext context, Value value, CallArguments arguments)
    {
        return new IteratorValue(Projected());

        // Lazy to the last: of an empty or absent list not even the arguments are looked at.
        IEnumerable<Value> Projected()
        {
            if (!value.IsTruthy) yield break;
            var project = Projection(context, arguments);
            foreach (var item in Iteration.Of(context, value)) yield return project(item);
        }
    }

    public static Value Select(RenderContext context, Value value, CallArguments arguments, bool keep, bool byAttribute)
    {
        return new IteratorValue(Selected());

        IEnumerable<Value> Selected()
        {
            if (!value.IsTruthy) yield break;
            var passes = Condition(context, arguments, byAttribute);
            foreach (var item in Iteration.Of(context, value))
                if (passes(item) == keep) yield return item;
        }
    }

    private static Func<Value, Value> Projection(RenderContext context, CallArguments arguments)
    {
        if (arguments.Positional.Length == 0 && arguments.Named.FirstOrDefault(static n => n.Key == "attribute").Value is { } attribute)
            return AttributePath.Parse(attribute, arguments.Bind("map", 0, "attribute", "default")[1]).Get;
        if (arguments.Positional.Length == 0) throw new TemplateRuntimeException("map requires a filter argument");
        var name = StringMethods.Text(arguments.Positional[0], "map").Text;
        var filter = Filters.Find(name) ?? throw new TemplateRuntimeException($"no filter named '{name}'");
        var rest = new CallArguments(arguments.Positional[1..], arguments.Named);
        return item => filter(context, item, rest);
    }

    private static Func<Value, bool> Condition(RenderContext context, CallArguments arguments, bool byAttribute)
    {
        var given = arguments.Positional;
        Func<Value, Value> project = static item => item;
        if (byAttribute)
        {
            if (given.Length == 0) throw new TemplateRuntimeException("missing parameter for attribute name");
            project = AttributePath.Parse(given[0], null).Get;
            given = given[1..];
        }
        if (given.Length == 0) return item => project(item).IsTruthy;
        var name = StringMethods.Text(given[0], "select").Text;
        var test = Tests.Find(name) ?? throw new TemplateRuntimeException($"no test named '{name}'");
        var rest = new CallArguments(given[1..], arguments.Named);
        return item => test(context, project(item), rest);
    }

    public static Value GroupBy(RenderContext context, Value value, CallArguments arguments)
    {
        var bound = arguments.Bind("groupby", 1, "attribute", "default", "case_sensitive");
        var getter = AttributePath.Parse(bound[0]!, bound[1]);
        var isCaseSensitive = bound[2]?.IsTruthy ?? false;
        Value KeyOf(Value item) => Sorting.FoldCase(context, getter.Get(item), isCaseSensitive);
        var groups = new List<Value>();
        Value? current = null;
        ListValue? members = null;
        foreach (var item in Sorting.Sort(context, Iteration.ToList(context, value), KeyOf, reverse: false))
        {
            var key = KeyOf(item);
            if (members is null || !KeyComparer.Instance.Equals(key, current))
            {
                members = new ListValue([]);
                // A group is named as its first member spells it.
                groups.Add(new GroupValue(getter.Get(item), members));
                current = key;
            }
            members.Items.Add(item);
        }
        return new ListValue(groups);
    }

    public static Func<Value, Value> Key(RenderContext context, Value? attribute, bool caseSensitive)
    {
        if (attribute is null or NoneValue) return item => Sorting.FoldCase(context, item, caseSensitive);
        var path = AttributePath.Parse(attribute, null);
        return item => Sorting.FoldCase(context, path.Get(item), caseSensitive);
    }

    /// <summary>As <see cref="Key"/>, for <c>sort</c>, which takes several attributes between commas.</summary>
    public static Func<Value, Value> MultiKey(RenderContext context, Value? attribute, bool caseSensitive)
    {
        if (attribute is not StringValue names) return Key(context, attribute, caseSensitive);
        var keys = names.Text.Split(',').Select(name => Key(context, StringValue.Template(name), caseSensitive)).ToArray();
        return item => new ListValue([.. keys.Select(key => key(item))]);
    }
}
