using System.Collections.Immutable;

namespace Pensieve.Engine.Grammars;

/// <summary>A grammar as written, before it is compiled.</summary>
internal abstract record GrammarExpression
{
    /// <summary>Exactly this text; empty text matches nothing and succeeds.</summary>
    internal sealed record Literal(string Text) : GrammarExpression;

    /// <summary>One character of these ranges, or outside of them.</summary>
    internal sealed record CharacterClass(ImmutableArray<CodeRange> Ranges, bool IsNegated) : GrammarExpression;

    /// <summary>A rule.</summary>
    internal sealed record Reference(string Rule, int Position) : GrammarExpression;

    /// <summary>One after the other.</summary>
    internal sealed record Sequence(ImmutableArray<GrammarExpression> Items) : GrammarExpression;

    /// <summary>Any one of them.</summary>
    internal sealed record Choice(ImmutableArray<GrammarExpression> Items) : GrammarExpression;

    /// <summary>Min to Max times; Max -1 = any number.</summary>
    internal sealed record Repeat(GrammarExpression Item, int Min, int Max) : GrammarExpression;
}

/// <summary>Code points from First to Last, both included.</summary>
internal readonly record struct CodeRange(int First, int Last);
