namespace Pensieve.Harness.Load.Wire;

/// <summary>One turn of a conversation.</summary>
/// <param name="Role">"user" or "assistant"; instructions are <see cref="GenerationCall.System"/>.</param>
/// <param name="Text">What is said.</param>
public sealed record ChatTurn(string Role, string Text);
