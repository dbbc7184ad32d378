namespace Pensieve.Engine.Chat.Jinja.Values;

/// <summary>Subscripts and slices as Python resolves them.</summary>
internal static class Indexing
{
    /// <summary>An index within 0..<paramref name="count"/>-1; negative keys count from the end, True and False are 1 and 0.</summary>
    public static bool TryIndex(Value key, int count, out int index)
    {
        index = 0;
        var number = key switch
        {
            IntValue i => i.Value,
            BoolValue b => b.Value ? 1 : 0,
            _ => (System.Numerics.BigInteger?)null,
        };
        if (number is not { } at) return false;
        if (at < 0) at += count;
        if (at < 0 || at >= count) return false;
        index = (int)at;
        return true;
    }

    /// <summary>Clamps slice bounds: yields first index and number of elements for a step.</summary>
    public static (int Start, int Count) Slice(int length, int? start, int? stop, int step)
    {
        var lowest = step < 0 ? -1 : 0;
        var highest = step < 0 ? length - 1 : length;
        var from = Clamp(start, step < 0 ? highest : lowest);
        var to = Clamp(stop, step < 0 ? lowest : highest);
        long span = step < 0 ? (long)from - to : (long)to - from;
        var width = Math.Abs((long)step);
        return (from, span <= 0 ? 0 : (int)((span + width - 1) / width));

        int Clamp(int? bound, int absent)
        {
            if (bound is not { } value) return absent;
            if (value < 0) return (int)Math.Max(lowest, (long)value + length);
            return Math.Min(value, highest);
        }
    }
}
