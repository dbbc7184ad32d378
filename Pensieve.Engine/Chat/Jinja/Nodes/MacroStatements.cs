using Pensieve.Engine.Chat.Jinja.Runtime;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Nodes;

/// <summary>A parameter and its default.</summary>
internal readonly record struct Parameter(string Name, int Symbol, Expression? Default);

/// <summary>What is written of a macro or of a call block's body.</summary>
/// <param name="VarargsSymbol">Number of the name that takes surplus positional arguments; -1 if the body does not use it.</param>
/// <param name="KwargsSymbol">The same for surplus named arguments.</param>
/// <param name="CallerSymbol">The same for a call block's body.</param>
internal sealed record MacroDefinition(string Name, Parameter[] Parameters, Block Body, int VarargsSymbol, int KwargsSymbol, int CallerSymbol);

internal sealed class MacroStatement(int symbol, MacroDefinition definition, int line) : Statement(line)
{
    public override Flow Execute(RenderContext context, TextBuilder output)
    {
        context.Scope.Set(symbol, new MacroValue(definition, context.Scope));
        return Flow.Next;
    }
}

/// <summary><c>{% call(…) macro(…) %}…{% endcall %}</c>.</summary>
internal sealed class CallBlockStatement(CallExpression call, MacroDefinition body, int line) : Statement(line)
{
    public override Flow Execute(RenderContext context, TextBuilder output)
    {
        var result = call.Invoke(context, new MacroValue(body, context.Scope) { IsCaller = true });
        output.Append(Printer.Str(context, result));
        return Flow.Next;
    }
}
