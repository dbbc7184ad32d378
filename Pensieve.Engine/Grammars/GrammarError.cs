namespace Pensieve.Engine.Grammars;

/// <summary>Why a grammar or schema cannot be used.</summary>
/// <param name="Message">One sentence for the caller.</param>
/// <param name="Path">Place in a schema, as keys divided by dots ("properties.age.multipleOf"); null for grammars.</param>
public sealed record GrammarError(string Message, string? Path = null);

/// <summary>Carries a <see cref="GrammarError"/> out of recursive readers; never leaves this folder.</summary>
internal sealed class GrammarException(string message, string? path = null) : Exception(message)
{
    /// <summary>The error.</summary>
    public GrammarError Error { get; } = new(message, path);
}
