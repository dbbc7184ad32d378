using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Runtime;

/// <summary>Arguments of a call: by position, then by name.</summary>
internal sealed class CallArguments(Value[] positional, KeyValuePair<string, Value>[] named)
{
    public static readonly CallArguments None = new([], []);

    public Value[] Positional { get; } = positional;

    public KeyValuePair<string, Value>[] Named { get; } = named;

    /// <summary>Sorts the arguments under parameter names; null where one is absent.</summary>
    /// <exception cref="TemplateRuntimeException">Too many, unknown or doubled arguments, or a required one is missing.</exception>
    public Value?[] Bind(string function, int required, params ReadOnlySpan<string> parameters)
    {
        if (Positional.Length > parameters.Length)
            throw new TemplateRuntimeException($"{function}() takes at most {parameters.Length} arguments, {Positional.Length} were given");
        var bound = new Value?[parameters.Length];
        Positional.CopyTo(bound, 0);
        foreach (var (name, value) in Named)
        {
            var at = parameters.IndexOf(name);
            if (at < 0) throw new TemplateRuntimeException($"{function}() got an unexpected keyword argument '{name}'");
            if (bound[at] is not null) throw new TemplateRuntimeException($"{function}() got more than one value for argument '{name}'");
            bound[at] = value;
        }
        for (var i = 0; i < required; i++)
            if (bound[i] is null) throw new TemplateRuntimeException($"{function}() misses its argument '{parameters[i]}'");
        return bound;
    }

    /// <summary>As <see cref="Bind"/>, for functions that take no arguments by name.</summary>
    public Value?[] BindPositional(string function, int required, int most)
    {
        if (Named.Length > 0) throw new TemplateRuntimeException($"{function}() takes no keyword arguments");
        if (Positional.Length < required || Positional.Length > most)
            throw new TemplateRuntimeException($"{function}() takes {required} to {most} arguments, {Positional.Length} were given");
        var bound = new Value?[most];
        Positional.CopyTo(bound, 0);
        return bound;
    }
}
