using System.Diagnostics;

namespace Pensieve.Engine.Grammars;

/// <summary>Time that one compilation may still take.</summary>
internal sealed class CompileBudget(TimeSpan limit)
{
    private const int Interval = 1024;

    private readonly long _start = Stopwatch.GetTimestamp();
    private int _steps;

    /// <summary>Counts a step of work.</summary>
    /// <exception cref="GrammarException">The time is over.</exception>
    public void Step()
    {
        if (++_steps % Interval == 0 && Stopwatch.GetElapsedTime(_start) > limit)
            throw new GrammarException($"The grammar takes longer than {limit.TotalMilliseconds:0} ms to compile; make it simpler.");
    }
}
