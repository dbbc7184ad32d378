using System.Collections.Immutable;

namespace Pensieve.Engine.Grammars;

/// <summary>Character classes as sequences of byte ranges, so that output is matched byte by byte and is always valid UTF-8.</summary>
internal static class Utf8Ranges
{
    private const int MaxCode = 0x10FFFF;

    /// <summary>Longest code per number of bytes, 1 to 4.</summary>
    private static readonly int[] s_lengthEnds = [0x7F, 0x7FF, 0xFFFF, MaxCode];

    /// <summary>Sorted, disjoint ranges of the class without surrogates.</summary>
    public static List<CodeRange> Normalise(ImmutableArray<CodeRange> ranges, bool negated)
    {
        var sorted = new List<CodeRange>();
        foreach (var range in ranges.Sort(static (a, b) => a.First.CompareTo(b.First)))
        {
            if (sorted.Count > 0 && range.First <= sorted[^1].Last + 1) sorted[^1] = sorted[^1] with { Last = Math.Max(sorted[^1].Last, range.Last) };
            else sorted.Add(range);
        }

        if (negated)
        {
            var gaps = new List<CodeRange>();
            var next = 0;
            foreach (var range in sorted)
            {
                if (range.First > next) gaps.Add(new CodeRange(next, range.First - 1));
                next = range.Last + 1;
            }

            if (next <= MaxCode) gaps.Add(new CodeRange(next, MaxCode));
            sorted = gaps;
        }

        var valid = new List<CodeRange>();
        foreach (var range in sorted)
        {
            if (range.First < 0xD800) valid.Add(range with { Last = Math.Min(range.Last, 0xD7FF) });
            if (range.Last > 0xDFFF) valid.Add(range with { First = Math.Max(range.First, 0xE000) });
        }

        return valid;
    }

    /// <summary>Each sequence of sets matches some of the characters; together they match all.</summary>
    public static List<ByteSet[]> Sequences(IEnumerable<CodeRange> ranges)
    {
        var found = new List<ByteSet[]>();
        foreach (var range in ranges) Split(range.First, range.Last, found);
        return Merge(found);
    }

    private static void Split(int first, int last, List<ByteSet[]> found)
    {
        foreach (var end in s_lengthEnds)
        {
            if (first > last) return;
            if (first > end) continue;
            SplitAligned(first, Math.Min(last, end), Array.IndexOf(s_lengthEnds, end) + 1, found);
            first = end + 1;
        }
    }

    // Both ends have the same number of bytes. Cut until every byte but the first differing one runs over its whole range.
    private static void SplitAligned(int first, int last, int length, List<ByteSet[]> found)
    {
        for (var i = 1; i < length; i++)
        {
            var mask = (1 << (6 * i)) - 1;
            if ((first & ~mask) == (last & ~mask)) continue;
            if ((first & mask) != 0)
            {
                SplitAligned(first, first | mask, length, found);
                SplitAligned((first | mask) + 1, last, length, found);
                return;
            }

            if ((last & mask) != mask)
            {
                SplitAligned(first, (last & ~mask) - 1, length, found);
                SplitAligned(last & ~mask, last, length, found);
                return;
            }
        }

        var sets = new ByteSet[length];
        for (var i = 0; i < length; i++) sets[i] = ByteSet.Range(ByteAt(first, i, length), ByteAt(last, i, length));
        found.Add(sets);
    }

    private static int ByteAt(int code, int index, int length)
    {
        if (length == 1) return code;
        var bits = code >> (6 * (length - 1 - index));
        return index > 0 ? 0x80 | (bits & 0x3F) : (0xF00 >> length & 0xFF) | bits;
    }

    // Sequences that differ in the first byte only become one.
    private static List<ByteSet[]> Merge(List<ByteSet[]> sequences)
    {
        var merged = new List<ByteSet[]>();
        foreach (var sequence in sequences)
        {
            var same = merged.Find(m => m.AsSpan(1).SequenceEqual(sequence.AsSpan(1)));
            if (same is null) merged.Add(sequence);
            else same[0] |= sequence[0];
        }

        return merged;
    }
}
