using System.Collections.Frozen;
using System.Numerics;
using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Library;

/// <summary>Functions that every template can call: Jinja's own, and Hugging Face's <c>raise_exception</c> and <c>strftime_now</c>.</summary>
internal static class Globals
{
    private static readonly FrozenDictionary<string, Value> s_globals = new CallableValue[]
    {
        new FunctionValue("range", Range),
        new FunctionValue("dict", Dict),
        new FunctionValue("namespace", Namespace),
        new FunctionValue("cycler", static (_, a) => a.Positional.Length > 0
            ? new CyclerValue(a.Positional)
            : throw new TemplateRuntimeException("at least one item has to be provided")),
        new FunctionValue("joiner", static (_, a) => new JoinerValue(a.Bind("joiner", 0, "sep")[0] ?? StringValue.Template(", "))),
        new FunctionValue("raise_exception", RaiseException),
        new FunctionValue("strftime_now", FormatNow),
        new FunctionValue("lipsum", static (_, _) => throw new TemplateRuntimeException("lipsum() is not supported: a prompt must not be random")),
    }.ToFrozenDictionary(static f => f.Name, static Value (f) => f);

    public static Value? Find(string name) => s_globals.GetValueOrDefault(name);

    private static RangeValue Range(RenderContext context, CallArguments arguments)
    {
        var bound = arguments.BindPositional("range", 1, 3);
        var bounds = Array.ConvertAll(bound, static v => v is null ? (BigInteger?)null : Numbers.Whole(v) ??
            throw new TemplateRuntimeException($"range() needs whole numbers, not {v.TypeName}"));
        var start = bounds[1] is null ? BigInteger.Zero : bounds[0]!.Value;
        var stop = bounds[1] ?? bounds[0]!.Value;
        var step = bounds[2] ?? BigInteger.One;
        if (step.IsZero) throw new TemplateRuntimeException("range() arg 3 must not be zero");
        if (new[] { start, stop, step }.Any(static b => BigInteger.Abs(b) > int.MaxValue))
            throw new TemplateRuntimeException("range() takes bounds of at most 2147483647 here");
        var span = step.Sign > 0 ? stop - start : start - stop;
        var count = span.Sign <= 0 ? 0 : (long)((span + BigInteger.Abs(step) - 1) / BigInteger.Abs(step));
        if (count > context.Limits.RangeElements)
            throw new TemplateRuntimeException($"range too big: more than {context.Limits.RangeElements} elements");
        return new RangeValue((long)start, (long)stop, (long)step, (int)count);
    }

    private static DictValue Dict(RenderContext context, CallArguments arguments)
    {
        var dict = new DictValue();
        DictMethods.Merge(context, dict, arguments, "dict");
        return dict;
    }

    private static NamespaceValue Namespace(RenderContext context, CallArguments arguments)
    {
        var result = new NamespaceValue();
        foreach (var (key, value) in Dict(context, arguments).Items)
            result.Attributes[StringMethods.Text(key, "namespace").Text] = value;
        return result;
    }

    private static Value RaiseException(RenderContext context, CallArguments arguments)
    {
        var message = Printer.Str(context, arguments.Bind("raise_exception", 1, "message")[0]!).Text;
        throw new TemplateRuntimeException(message) { IsRaisedByTemplate = true };
    }

    private static StringValue FormatNow(RenderContext context, CallArguments arguments)
    {
        var format = StringMethods.Text(arguments.Bind("strftime_now", 1, "format")[0], "strftime_now");
        context.UsedClock = true;
        return new StringValue(TimeFormat.Format(context.Time.GetLocalNow(), format.Text), format.IsTemplate);
    }
}
