using System.Collections.Immutable;

namespace Pensieve.Engine.Grammars.Schema;

/// <summary>A regular expression over the characters of a string. Lengths are found once: groups nest.</summary>
internal abstract record PatternExpression
{
    /// <summary>Fewest characters.</summary>
    public abstract long MinLength { get; }

    /// <summary>Most characters; null = any number.</summary>
    public abstract long? MaxLength { get; }

    /// <summary>One character of these sorted ranges.</summary>
    internal sealed record Character(ImmutableArray<CodeRange> Ranges) : PatternExpression
    {
        /// <inheritdoc/>
        public override long MinLength { get; } = 1;

        /// <inheritdoc/>
        public override long? MaxLength { get; } = 1;
    }

    /// <summary>One after the other.</summary>
    internal sealed record Sequence(ImmutableArray<PatternExpression> Items) : PatternExpression
    {
        /// <inheritdoc/>
        public override long MinLength { get; } = Items.Sum(i => i.MinLength);

        /// <inheritdoc/>
        public override long? MaxLength { get; } = Items.Aggregate((long?)0, static (sum, i) => sum + i.MaxLength);
    }

    /// <summary>Any one of them.</summary>
    internal sealed record Choice(ImmutableArray<PatternExpression> Items) : PatternExpression
    {
        /// <inheritdoc/>
        public override long MinLength { get; } = Items.Min(i => i.MinLength);

        /// <inheritdoc/>
        public override long? MaxLength { get; } = Items.Any(i => i.MaxLength is null) ? null : Items.Max(i => i.MaxLength);
    }

    /// <summary>Min to Max times; Max null = any number.</summary>
    internal sealed record Repeat(PatternExpression Item, int Min, int? Max) : PatternExpression
    {
        /// <inheritdoc/>
        public override long MinLength { get; } = Math.Min(Item.MinLength * Min, int.MaxValue);

        /// <inheritdoc/>
        public override long? MaxLength { get; } = Item.MaxLength is 0 || Max is 0 ? 0 : Item.MaxLength * Max is { } length ? Math.Min(length, int.MaxValue) : null;
    }
}

/// <summary>One alternative of a whole pattern.</summary>
/// <param name="Expression">What it matches.</param>
/// <param name="IsStart">It begins with ^.</param>
/// <param name="IsEnd">It ends with $.</param>
internal sealed record PatternAlternative(PatternExpression Expression, bool IsStart, bool IsEnd);
