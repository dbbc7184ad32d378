namespace Pensieve.Console.Api.Tools;

/// <summary>What a request says of calls, whatever its dialect.</summary>
/// <param name="Offers">Which tools the model is to know of.</param>
/// <param name="Forces">Which tools one of must be called; null = the model is free to call or not.</param>
/// <param name="Field">The request field, for messages.</param>
internal sealed record ToolChoice(Func<string, bool> Offers, Func<string, bool>? Forces = null, string Field = "tool_choice")
{
    /// <summary>The model is free.</summary>
    public static ToolChoice Auto { get; } = new(static _ => true);

    /// <summary>No tool is offered.</summary>
    public static ToolChoice None { get; } = new(static _ => false);

    /// <summary>Some tool must be called.</summary>
    public static ToolChoice Any { get; } = new(static _ => true, static _ => true);

    /// <summary>This tool must be called; the others are shown all the same, so that the prompt does not change.</summary>
    public static ToolChoice Named(string name) => new(static _ => true, other => other == name);
}
