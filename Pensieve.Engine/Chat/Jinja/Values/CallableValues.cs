using Pensieve.Engine.Chat.Jinja.Runtime;

namespace Pensieve.Engine.Chat.Jinja.Values;

/// <summary>A method of a built-in type: what it is called on, and with what.</summary>
internal delegate Value Method(RenderContext context, Value self, CallArguments arguments);

/// <summary>What can be called.</summary>
internal abstract class CallableValue(string name) : Value
{
    public string Name { get; } = name;

    public override string TypeName => "function";

    public abstract Value Call(RenderContext context, CallArguments arguments);
}

internal sealed class FunctionValue(string name, Func<RenderContext, CallArguments, Value> body) : CallableValue(name)
{
    public override Value Call(RenderContext context, CallArguments arguments) => body(context, arguments);
}

internal sealed class BoundMethod(Value self, string name, Method method) : CallableValue(name)
{
    public override string TypeName => "builtin_function_or_method";

    public override Value Call(RenderContext context, CallArguments arguments) => method(context, self, arguments);
}
