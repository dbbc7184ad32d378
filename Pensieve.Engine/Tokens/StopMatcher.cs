using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace Pensieve.Engine.Tokens;

/// <summary>
/// Finds stop strings in a byte stream, whatever its chunks: one Knuth–Morris–Pratt automaton per string, stepped together.
/// The first string to end wins; of several that end with the same byte, the longest.
/// </summary>
internal sealed class StopMatcher
{
    private readonly ImmutableArray<string> _source;
    private readonly Pattern[] _patterns;
    private readonly int[] _matched;
    private readonly SearchValues<byte> _firstBytes;

    public StopMatcher(ImmutableArray<string> stopSequences)
    {
        _source = stopSequences;
        _patterns = [.. stopSequences.Where(stop => !string.IsNullOrEmpty(stop)).Select(stop => new Pattern(stop))];
        _matched = new int[_patterns.Length];
        _firstBytes = SearchValues.Create([.. _patterns.Select(pattern => pattern.Bytes[0])]);
    }

    /// <summary>Length of the longest end of the stream that is a proper beginning of a stop string.</summary>
    public int Pending { get; private set; }

    /// <summary>True if it was built for these strings, in this order.</summary>
    public bool IsFor(ImmutableArray<string> stopSequences) =>
        _source == stopSequences || _source.AsSpan().SequenceEqual(stopSequences.AsSpan());

    public void Restart()
    {
        Pending = 0;
        Array.Clear(_matched);
    }

    /// <summary>
    /// Feeds bytes until a stop string ends. Returns the index just past it, with its text and length in bytes; -1 if none ends.
    /// </summary>
    public int Feed(ReadOnlySpan<byte> bytes, out string? stop, out int length)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (Pending == 0)
            {
                var skipped = bytes[i..].IndexOfAny(_firstBytes);
                if (skipped < 0) break;
                i += skipped;
            }

            if (Step(bytes[i]) is not { } hit) continue;
            stop = hit.Text;
            length = hit.Bytes.Length;
            return i + 1;
        }

        stop = null;
        length = 0;
        return -1;
    }

    private Pattern? Step(byte next)
    {
        Pattern? hit = null;
        Pending = 0;
        for (var i = 0; i < _patterns.Length; i++)
        {
            var pattern = _patterns[i];
            var matched = _matched[i] = pattern.Next(_matched[i], next);
            if (matched < pattern.Bytes.Length)
                Pending = Math.Max(Pending, matched);
            else if (hit is null || matched > hit.Bytes.Length)
                hit = pattern;
        }

        return hit;
    }

    private sealed class Pattern
    {
        private readonly int[] _border;

        public Pattern(string text)
        {
            Text = text;
            Bytes = Encoding.UTF8.GetBytes(text);
            _border = new int[Bytes.Length];
            for (var i = 1; i < Bytes.Length; i++) _border[i] = Next(_border[i - 1], Bytes[i]);
        }

        public string Text { get; }

        public byte[] Bytes { get; }

        // Never called in the state "all matched": the stream ends there.
        public int Next(int matched, byte next)
        {
            while (matched > 0 && Bytes[matched] != next) matched = _border[matched - 1];
            return Bytes[matched] == next ? matched + 1 : 0;
        }
    }
}
