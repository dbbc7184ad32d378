namespace Pensieve.Engine.Grammars;

/// <summary>What a grammar may cost before it is used; each bound is an error that names it.</summary>
/// <param name="MaxBytes">UTF-8 length of its text.</param>
/// <param name="MaxDepth">Groups within each other.</param>
/// <param name="MaxSteps">Work to compile: counted and not timed, so that a busy machine refuses nothing that a quiet one takes.</param>
/// <param name="MaxNodes">Size when compiled.</param>
public sealed record GrammarLimits(int MaxBytes, int MaxDepth, int MaxSteps, int MaxNodes)
{
    /// <summary>For grammars that a client sends.</summary>
    public static GrammarLimits Client { get; } = new(64 * 1024, 128, 3_000_000, 200_000);

    /// <summary>For grammars made from schemas, which have limits of their own; the text is longer than what it was made from.</summary>
    public static GrammarLimits Generated { get; } = new(4 * 1024 * 1024, 128, 30_000_000, 1_000_000);
}
