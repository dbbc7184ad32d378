namespace Pensieve.Engine.Grammars;

/// <summary>A set of byte values.</summary>
internal readonly record struct ByteSet(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>True if it has no member.</summary>
    public bool IsEmpty => (A | B | C | D) == 0;

    /// <summary>The values from first to last, both included.</summary>
    public static ByteSet Range(int first, int last) => new(Word(first, last, 0), Word(first, last, 64), Word(first, last, 128), Word(first, last, 192));

    /// <summary>True if it has that member.</summary>
    public bool Contains(int value) => ((value switch { < 64 => A, < 128 => B, < 192 => C, _ => D }) >> (value & 63) & 1) != 0;

    /// <summary>Members of either.</summary>
    public static ByteSet operator |(ByteSet left, ByteSet right) => new(left.A | right.A, left.B | right.B, left.C | right.C, left.D | right.D);

    private static ulong Word(int first, int last, int start)
    {
        var from = Math.Max(first - start, 0);
        var to = Math.Min(last - start, 63);
        return from > to ? 0 : ulong.MaxValue >> (63 - (to - from)) << from;
    }
}
