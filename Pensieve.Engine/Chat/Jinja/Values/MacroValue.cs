using System.Runtime.CompilerServices;
using Pensieve.Engine.Chat.Jinja.Nodes;
using Pensieve.Engine.Chat.Jinja.Runtime;

namespace Pensieve.Engine.Chat.Jinja.Values;

/// <summary>A macro together with the scope it was defined in.</summary>
internal sealed class MacroValue(MacroDefinition definition, Scope closure) : CallableValue(definition.Name)
{
    public override string TypeName => "Macro";

    /// <summary>The body of a call block.</summary>
    public bool IsCaller { get; init; }

    public override Value? GetAttribute(string name) => name switch
    {
        "name" => StringValue.Template(Name),
        "arguments" => new TupleValue([.. definition.Parameters.Select(static p => StringValue.Template(p.Name))]),
        _ => null,
    };

    public override Value Call(RenderContext context, CallArguments arguments)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        context.EnterCall();
        var line = context.Line;
        var caller = context.Scope;
        var scope = new Scope(closure);
        context.Scope = scope;
        Bind(context, scope, arguments);
        var text = context.NewText();
        definition.Body.Execute(context, text);
        context.Scope = caller;
        context.Line = line;
        context.LeaveCall();
        return text.ToValue();
    }

    private void Bind(RenderContext context, Scope scope, CallArguments arguments)
    {
        var parameters = definition.Parameters;
        var given = arguments.Positional;
        if (given.Length > parameters.Length && definition.VarargsSymbol < 0)
            throw new TemplateRuntimeException($"macro '{Name}' takes not more than {parameters.Length} argument(s)");
        var used = 0;
        for (var i = 0; i < parameters.Length; i++)
        {
            var parameter = parameters[i];
            var named = Array.FindIndex(arguments.Named, n => n.Key == parameter.Name);
            if (named >= 0)
            {
                if (i < given.Length) throw new TemplateRuntimeException($"macro '{Name}' got two values for argument '{parameter.Name}'");
                used++;
            }
            scope.Set(parameter.Symbol,
                i < given.Length ? given[i]
                : named >= 0 ? arguments.Named[named].Value
                : parameter.Default is null ? new UndefinedValue(parameter.Name)
                : context.Evaluate(parameter.Default));
        }
        BindSurplus(scope, arguments, used);
    }

    private void BindSurplus(Scope scope, CallArguments arguments, int used)
    {
        var parameters = definition.Parameters;
        if (definition.CallerSymbol >= 0 && !Array.Exists(parameters, static p => p.Name == "caller"))
        {
            var caller = Array.FindIndex(arguments.Named, static n => n.Key == "caller");
            if (caller >= 0) used++;
            scope.Set(definition.CallerSymbol, caller >= 0 ? arguments.Named[caller].Value : new UndefinedValue("caller"));
        }
        var surplus = arguments.Named.Length - used;
        if (definition.KwargsSymbol >= 0)
        {
            var dict = new DictValue();
            foreach (var (name, value) in arguments.Named)
                if (!Array.Exists(parameters, p => p.Name == name) && (name != "caller" || definition.CallerSymbol < 0))
                    dict.Items[StringValue.Template(name)] = value;
            scope.Set(definition.KwargsSymbol, dict);
        }
        else if (surplus > 0)
        {
            var unknown = arguments.Named.First(n => !Array.Exists(parameters, p => p.Name == n.Key)).Key;
            throw new TemplateRuntimeException($"macro '{Name}' takes no keyword argument '{unknown}'");
        }
        if (definition.VarargsSymbol >= 0)
            scope.Set(definition.VarargsSymbol, new TupleValue(arguments.Positional.Length > parameters.Length ? arguments.Positional[parameters.Length..] : []));
    }
}
