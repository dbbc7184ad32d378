namespace Pensieve.Engine.Grammars;

/// <summary>Work that one compilation may still take.</summary>
internal sealed class CompileBudget(int limit)
{
    private int _steps;

    /// <summary>Counts work.</summary>
    /// <exception cref="GrammarException">The budget is used up.</exception>
    public void Step(int count = 1)
    {
        _steps += count;
        if (_steps > limit) throw new GrammarException("The grammar takes too much work to compile; make it simpler.");
    }
}
