namespace Pensieve.Engine.Grammars;

/// <summary>Work that one compilation may still take: counted, not timed.</summary>
/// <param name="limit">Steps.</param>
/// <param name="subject">What is compiled, for the message.</param>
internal sealed class CompileBudget(long limit, string subject = "The grammar")
{
    private long _steps;

    /// <summary>Counts work.</summary>
    /// <exception cref="GrammarException">The budget is used up.</exception>
    public void Step(long count = 1)
    {
        _steps += count;
        if (_steps > limit) throw new GrammarException($"{subject} takes too much work to compile; make it simpler.");
    }
}
