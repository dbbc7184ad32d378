namespace Pensieve.Engine.Sampling;

/// <summary>
/// Which tokens a filter leaves, by weight relative to the best token's 1: those above <see cref="Threshold"/>, and of
/// those equal to it the ones with ids up to <see cref="LastTie"/>.
/// </summary>
internal readonly record struct Survivors(float Threshold, int LastTie)
{
    /// <summary>Every token whose weight is at least the threshold.</summary>
    public static Survivors AtLeast(float threshold) => new(threshold, int.MaxValue);

    /// <summary>Those that also have at least this weight.</summary>
    public Survivors And(float minimum) => minimum > Threshold ? AtLeast(minimum) : this;
}
