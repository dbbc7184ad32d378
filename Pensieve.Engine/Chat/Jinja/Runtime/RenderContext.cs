using System.Runtime.CompilerServices;
using Pensieve.Engine.Chat.Jinja.Nodes;
using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat.Jinja.Runtime;

/// <summary>One rendering under way: the current scope, and what is left of the budgets.</summary>
internal sealed class RenderContext(RenderLimits limits, TimeProvider time, Scope scope)
{
    private readonly long _started = time.GetTimestamp();
    private int _steps;
    private int _nextClock = limits.StepsPerClock;
    private int _callDepth;

    public RenderLimits Limits { get; } = limits;

    public TimeProvider Time { get; } = time;

    public Scope Scope { get; set; } = scope;

    /// <summary>Line of the statement under way, for error messages.</summary>
    public int Line { get; set; }

    /// <summary>The template asked for the date.</summary>
    public bool UsedClock { get; set; }

    public Value Evaluate(Expression expression)
    {
        Charge(1);
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return expression.Evaluate(this);
    }

    /// <summary>Pays for work inside one operation.</summary>
    public void Charge(long steps)
    {
        var total = _steps + steps;
        if (total > Limits.Steps) throw OutOf($"the template takes more than {Limits.Steps:N0} steps");
        _steps = (int)total;
        if (_steps >= _nextClock) CheckClock();
    }

    /// <summary>Pays for handling characters: copying is cheap, so that a step buys many.</summary>
    public void ChargeCharacters(long characters) => Charge(characters / 64);

    /// <summary>Pays for finding <paramref name="needle"/> in <paramref name="text"/>, whose worst case is the product of the lengths.</summary>
    public void ChargeSearch(string text, string needle) =>
        Charge(text.Length / 64 + (long)text.Length * needle.Length / 65_536);

    public void CheckCharacters(long count)
    {
        if (count > Limits.Characters) throw OutOf($"the template makes a text of more than {Limits.Characters:N0} characters");
    }

    public void CheckElements(long count)
    {
        if (count > Limits.Elements) throw OutOf($"the template makes a list of more than {Limits.Elements:N0} elements");
    }

    public void CheckValueDepth(int depth)
    {
        if (depth > Limits.ValueDepth) throw OutOf($"a value is nested more than {Limits.ValueDepth} levels deep");
    }

    public TextBuilder NewText() => new(this);

    public void EnterCall()
    {
        if (++_callDepth > Limits.CallDepth) throw OutOf($"macros call each other more than {Limits.CallDepth} levels deep");
    }

    public void LeaveCall() => _callDepth--;

    private void CheckClock()
    {
        _nextClock = _steps + Limits.StepsPerClock;
        if (Time.GetElapsedTime(_started) > Limits.Time)
            throw OutOf($"the template takes longer than {Limits.Time.TotalMilliseconds:N0} ms");
    }

    private static TemplateRuntimeException OutOf(string message) => new(message);
}
