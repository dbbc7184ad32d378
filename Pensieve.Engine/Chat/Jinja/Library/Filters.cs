using System.Collections.Frozen;
using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Library;

/// <summary>A filter: the value in front of the bar, and the arguments behind its name.</summary>
internal delegate Value Filter(RenderContext context, Value value, CallArguments arguments);

/// <summary>Jinja's filters by name, with Hugging Face's <c>tojson</c>.</summary>
internal static class Filters
{
    private static readonly FrozenDictionary<string, Filter> s_filters = new Dictionary<string, Filter>
    {
        ["abs"] = NumberFilters.Abs,
        ["attr"] = (_, v, a) => v.GetAttribute(StringMethods.Text(a.Bind("attr", 1, "name")[0], "attr").Text) ?? new UndefinedValue("attr", v),
        ["batch"] = SequenceFilters.Batch,
        ["capitalize"] = (c, v, a) => CaseMapping.Capitalize(c, TextFilters.Soft(c, v, a, "capitalize")),
        ["center"] = TextFilters.Center,
        ["count"] = SequenceFilters.Length,
        ["d"] = Default,
        ["default"] = Default,
        ["dictsort"] = SequenceFilters.DictSort,
        ["e"] = (c, v, a) => Markup.Escape(c, TextFilters.Soft(c, v, a, "escape")),
        ["escape"] = (c, v, a) => Markup.Escape(c, TextFilters.Soft(c, v, a, "escape")),
        ["first"] = SequenceFilters.First,
        ["float"] = NumberFilters.ToFloat,
        ["forceescape"] = (c, v, a) => Markup.Escape(c, TextFilters.Soft(c, v, a, "forceescape").WithMarkup(false)),
        ["format"] = TextFilters.Format,
        ["groupby"] = SelectionFilters.GroupBy,
        ["indent"] = TextFilters.Indent,
        ["int"] = NumberFilters.ToInt,
        ["items"] = SequenceFilters.Items,
        ["join"] = TextFilters.Join,
        ["last"] = SequenceFilters.Last,
        ["length"] = SequenceFilters.Length,
        ["list"] = (c, v, _) => new ListValue(Iteration.ToList(c, v)),
        ["lower"] = (c, v, a) => CaseMapping.Lower(c, TextFilters.Soft(c, v, a, "lower")),
        ["map"] = SelectionFilters.Map,
        ["max"] = (c, v, a) => SequenceFilters.Extreme(c, v, a, "max", 1),
        ["min"] = (c, v, a) => SequenceFilters.Extreme(c, v, a, "min", -1),
        ["reject"] = (c, v, a) => SelectionFilters.Select(c, v, a, keep: false, byAttribute: false),
        ["rejectattr"] = (c, v, a) => SelectionFilters.Select(c, v, a, keep: false, byAttribute: true),
        ["replace"] = TextFilters.Replace,
        ["reverse"] = SequenceFilters.Reverse,
        ["round"] = NumberFilters.Round,
        ["safe"] = (c, v, a) => TextFilters.Soft(c, v, a, "safe").WithMarkup(true),
        ["select"] = (c, v, a) => SelectionFilters.Select(c, v, a, keep: true, byAttribute: false),
        ["selectattr"] = (c, v, a) => SelectionFilters.Select(c, v, a, keep: true, byAttribute: true),
        ["slice"] = SequenceFilters.Slice,
        ["sort"] = SequenceFilters.Sort,
        ["string"] = (c, v, a) => TextFilters.Soft(c, v, a, "string"),
        ["sum"] = SequenceFilters.Sum,
        ["title"] = TextFilters.Title,
        ["tojson"] = TextFilters.ToJson,
        ["trim"] = TextFilters.Trim,
        ["truncate"] = TextFilters.Truncate,
        ["unique"] = SequenceFilters.Unique,
        ["upper"] = (c, v, a) => CaseMapping.Upper(c, TextFilters.Soft(c, v, a, "upper")),
        ["urlencode"] = TextFilters.UrlEncode,
        ["wordcount"] = TextFilters.WordCount,
    }.ToFrozenDictionary();

    public static Filter? Find(string name) => s_filters.GetValueOrDefault(name);

    private static Value Default(RenderContext context, Value value, CallArguments arguments)
    {
        var bound = arguments.Bind("default", 0, "default_value", "boolean");
        var useDefault = value is UndefinedValue || (bound[1] is { IsTruthy: true } && !value.IsTruthy);
        return useDefault ? bound[0] ?? StringValue.Empty : value;
    }
}
