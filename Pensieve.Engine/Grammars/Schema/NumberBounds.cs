namespace Pensieve.Engine.Grammars.Schema;

/// <summary>A range of numbers; a missing bound is null.</summary>
internal readonly record struct NumberBounds(decimal? Min, bool IsMinExclusive, decimal? Max, bool IsMaxExclusive)
{
    /// <summary>True if every number is in it.</summary>
    public bool IsOpen => Min is null && Max is null;

    /// <summary>True if no number is in it.</summary>
    public bool IsEmpty => Min > Max || (Min == Max && Min is not null && (IsMinExclusive || IsMaxExclusive));

    /// <summary>Only a lower bound.</summary>
    public static NumberBounds AtLeast(decimal value, bool isExclusive) => new(value, isExclusive, null, false);

    /// <summary>Only an upper bound.</summary>
    public static NumberBounds AtMost(decimal value, bool isExclusive) => new(null, false, value, isExclusive);

    /// <summary>Numbers in both.</summary>
    public NumberBounds And(NumberBounds other)
    {
        var min = Min is null || other.Min > Min || (other.Min == Min && other.IsMinExclusive) ? other : this;
        if (other.Min is null) min = this;
        var max = Max is null || other.Max < Max || (other.Max == Max && other.IsMaxExclusive) ? other : this;
        if (other.Max is null) max = this;
        return new NumberBounds(min.Min, min.IsMinExclusive, max.Max, max.IsMaxExclusive);
    }
}
