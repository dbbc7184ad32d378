using System.Buffers;
using System.Collections.Immutable;

namespace Pensieve.Engine.Tokens;

/// <summary>
/// Turns token bytes into deliverable text: whole UTF-8 characters, stop strings held back and cut. Pooled and reused,
/// one thread at a time, no allocation per token once its buffers have grown.
/// <para>
/// The text depends on the byte stream alone, never on its division into tokens. It is the stream up to the stop string
/// that <em>ends</em> first (of several that end together, the longest; so an inner stop string wins over an outer one
/// that is still open), with U+FFFD for each maximal ill-formed subpart. Stop strings are compared with the bytes the
/// model produced: a U+FFFD in one matches a U+FFFD that was written, not one that stands for broken bytes.
/// </para>
/// <para>Held back at any time: the longest end of the stream that may still become a stop string or a character.</para>
/// </summary>
public sealed class TextAssembler
{
    private StopMatcher _stops = new([]);
    private byte[] _held = new byte[64];
    private int _heldLength;

    // Offsets in the byte stream. Tokens wait in order of their first byte.
    private long _delivered;
    private long _received;
    private long[] _waitingStarts = new long[16];
    private int _waiting;

    /// <summary>The stop string that ended the text, or null.</summary>
    public string? StopSequence { get; private set; }

    /// <summary>
    /// Leading tokens whose first byte is part of the delivered text. A token without bytes counts with its successor, or
    /// at <see cref="Flush"/>. After a stop: the tokens that begin before the stop string.
    /// </summary>
    public int DeliveredTokens { get; private set; }

    /// <summary>The bytes so far end within a character; with stop strings about, they may also end within one of those.</summary>
    public bool IsInsideCharacter => _heldLength > 0;

    /// <summary>Starts a new text. Allocates only for stop strings other than the last ones; empty ones are ignored.</summary>
    public void Reset(ImmutableArray<string> stopSequences)
    {
        if (stopSequences.IsDefault) stopSequences = [];
        if (!_stops.IsFor(stopSequences)) _stops = new StopMatcher(stopSequences);
        _stops.Restart();
        _heldLength = 0;
        _delivered = 0;
        _received = 0;
        _waiting = 0;
        DeliveredTokens = 0;
        StopSequence = null;
    }

    /// <summary>
    /// Takes one token's bytes (none, or part of a character, is fine) and appends what became deliverable to `output`.
    /// After a stop string nothing more is taken.
    /// </summary>
    /// <param name="piece">The bytes.</param>
    /// <param name="output">Takes the text.</param>
    /// <param name="exempt">Leading bytes in which no stop string is looked for, nor across their end.</param>
    /// <returns>True if a stop string is complete.</returns>
    public bool Append(ReadOnlySpan<byte> piece, IBufferWriter<byte> output, int exempt = 0)
    {
        if (StopSequence is not null) return true;
        Enqueue(_received);
        _received += piece.Length;
        if (exempt > 0) _stops.Restart();
        var end = _stops.Feed(piece[exempt..], out var stop, out var stopLength);
        if (end >= 0) end += exempt;

        // What is held and the piece are one stretch of the stream, and characters and stop strings may span both.
        var stretch = Join(piece);
        if (end >= 0)
        {
            StopSequence = stop;
            Deliver(stretch[..(stretch.Length - piece.Length + end - stopLength)], output);
            _heldLength = 0;
            return true;
        }

        var hold = Math.Max(_stops.Pending, Utf8Boundary.IncompleteTail(stretch));
        Deliver(stretch[..^hold], output);
        Hold(stretch[^hold..]);
        return false;
    }

    /// <summary>End of generation without a stop string: releases what is held back; an incomplete character becomes U+FFFD.</summary>
    public void Flush(IBufferWriter<byte> output)
    {
        if (StopSequence is not null) return;
        Deliver(_held.AsSpan(0, _heldLength), output);
        _heldLength = 0;
        DeliveredTokens += _waiting;
        _waiting = 0;
    }

    private ReadOnlySpan<byte> Join(ReadOnlySpan<byte> piece)
    {
        if (_heldLength == 0) return piece;
        var length = _heldLength + piece.Length;
        if (length > _held.Length) Array.Resize(ref _held, Math.Max(length, 2 * _held.Length));
        piece.CopyTo(_held.AsSpan(_heldLength));
        return _held.AsSpan(0, length);
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _held.Length) _held = new byte[Math.Max(bytes.Length, 2 * _held.Length)];
        bytes.CopyTo(_held);
        _heldLength = bytes.Length;
    }

    private void Deliver(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        Utf8Boundary.WriteText(bytes, output);
        _delivered += bytes.Length;
        var begun = 0;
        while (begun < _waiting && _waitingStarts[begun] < _delivered) begun++;
        DeliveredTokens += begun;
        _waiting -= begun;
        if (begun > 0 && _waiting > 0) Array.Copy(_waitingStarts, begun, _waitingStarts, 0, _waiting);
    }

    private void Enqueue(long start)
    {
        if (_waiting == _waitingStarts.Length) Array.Resize(ref _waitingStarts, 2 * _waiting);
        _waitingStarts[_waiting++] = start;
    }
}
