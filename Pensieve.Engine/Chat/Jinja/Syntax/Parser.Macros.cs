using Pensieve.Engine.Chat.Jinja.Nodes;

namespace Pensieve.Engine.Chat.Jinja.Syntax;

internal sealed partial class Parser
{
    private MacroStatement ParseMacro(int line)
    {
        var name = ExpectAnyName();
        ExpectOperator("(");
        return new MacroStatement(Symbol(name), ParseMacroRest(name, ParseParameters(), "endmacro"), line);
    }

    private CallBlockStatement ParseCallBlock(int line)
    {
        var parameters = SkipOperator("(") ? ParseParameters() : [];
        if (ParseUnary(withFilter: true) is not CallExpression call) throw Fail("expected a call");
        return new CallBlockStatement(call, ParseMacroRest("caller", parameters, "endcall"), line);
    }

    /// <summary>Body and end tag. What surplus arguments a macro takes depends on which of three names its body uses.</summary>
    private MacroDefinition ParseMacroRest(string name, Parameter[] parameters, string end)
    {
        ExpectBlockEnd();
        var names = new HashSet<string>(StringComparer.Ordinal);
        _macroNames.Push(names);
        var body = ParseOutsideLoop(end);
        _macroNames.Pop();
        if (_macroNames.TryPeek(out var outer)) outer.UnionWith(names);
        return new MacroDefinition(name, parameters, body, Used("varargs"), Used("kwargs"), Used("caller"));

        int Used(string special) => names.Contains(special) ? Symbol(special) : -1;
    }

    private Parameter[] ParseParameters()
    {
        var parameters = new List<Parameter>();
        while (!SkipOperator(")"))
        {
            if (parameters.Count > 0) ExpectOperator(",");
            var name = ExpectAnyName();
            RequireNew(name, parameters);
            var hasDefault = SkipOperator("=");
            if (!hasDefault && parameters.Count > 0 && parameters[^1].Default is not null)
                throw Fail("a parameter without a default follows one with a default");
            parameters.Add(new Parameter(name, Symbol(name), hasDefault ? ParseExpression() : null));
        }
        return [.. parameters];
    }

    private void RequireNew(string name, List<Parameter> parameters)
    {
        if (parameters.Exists(p => p.Name == name)) throw Fail($"parameter '{name}' repeated");
    }
}
