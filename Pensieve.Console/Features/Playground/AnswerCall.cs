namespace Pensieve.Console.Features.Playground;

/// <summary>A call of a tool in an answer.</summary>
/// <param name="Id">Its id in the conversation.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">JSON text; completed where it broke off.</param>
/// <param name="IsBroken">It broke off.</param>
public sealed record AnswerCall(string Id, string Name, string Arguments, bool IsBroken);
