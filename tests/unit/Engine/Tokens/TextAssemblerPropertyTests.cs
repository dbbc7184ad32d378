using System.Buffers;
using System.Text;
using Pensieve.Engine.Tokens;

namespace Pensieve.Tests.Unit.Engine.Tokens;

/// <summary>The assembler against its definition on the whole stream, over random streams, stop strings and divisions.</summary>
public sealed class TextAssemblerPropertyTests
{
    private static readonly string[] s_alphabet = ["a", "b", "ab", "é", "ß", "€", "漢", "👋", "🏳", "\n", "END"];

    [Fact]
    public void Append_AnyDivision_GivesTheTextOfTheWholeStream()
    {
        var random = new Random(1);
        var hits = 0;
        var assembler = new TextAssembler();
        for (var round = 0; round < 20_000; round++)
        {
            var stream = Stream(random);
            string[] stops = [.. Enumerable.Range(0, random.Next(5)).Select(_ => Text(random, random.Next(0, 6)))];
            var expected = Whole(stream, stops);
            for (var division = 0; division < 3; division++)
            {
                var actual = InPieces(assembler, random, stream, stops);
                Assert.Equal(expected, actual);
            }

            if (expected.Stop is not null) hits++;
        }

        // Both outcomes are well represented.
        Assert.InRange(hits, 3000, 17_000);
    }

    private static (string Text, string? Stop, int Cut) Whole(byte[] stream, string[] stops)
    {
        for (var end = 1; end <= stream.Length; end++)
        {
            var hit = stops.Where(stop => stop.Length > 0)
                .Where(stop => stream.AsSpan(0, end).EndsWith(Encoding.UTF8.GetBytes(stop)))
                .MaxBy(Encoding.UTF8.GetByteCount);
            if (hit is null) continue;
            var cut = end - Encoding.UTF8.GetByteCount(hit);
            return (Encoding.UTF8.GetString(stream, 0, cut), hit, cut);
        }

        return (Encoding.UTF8.GetString(stream), null, stream.Length);
    }

    private static (string Text, string? Stop, int Cut) InPieces(TextAssembler assembler, Random random, byte[] stream, string[] stops)
    {
        assembler.Reset([.. stops]);
        var output = new ArrayBufferWriter<byte>();
        var starts = new List<int>();
        var longest = random.Next(1, 9);
        var position = 0;
        var stopped = false;
        while (position < stream.Length && !stopped)
        {
            var length = Math.Min(random.Next(0, longest + 1), stream.Length - position);
            starts.Add(position);
            stopped = assembler.Append(stream.AsSpan(position, length), output);
            position += length;
            if (!stopped) AssertHoldsBackTheLeast(stream[..position], stops, output.WrittenSpan);
        }

        assembler.Flush(output);
        var cut = stopped ? Whole(stream, stops).Cut : stream.Length;
        Assert.Equal(stopped ? starts.Count(start => start < cut) : starts.Count, assembler.DeliveredTokens);

        // Strict decoding: whatever was delivered is well-formed.
        return (new UTF8Encoding(false, true).GetString(output.WrittenSpan), assembler.StopSequence, cut);
    }

    private static void AssertHoldsBackTheLeast(byte[] received, string[] stops, ReadOnlySpan<byte> delivered)
    {
        var hold = 0;
        for (var length = 1; length <= received.Length; length++)
        {
            var tail = received[^length..];
            var mayBecomeStop = stops.Any(stop =>
                Encoding.UTF8.GetByteCount(stop) > length && Encoding.UTF8.GetBytes(stop).AsSpan().StartsWith(tail));
            var mayBecomeCharacter = length <= 3 && Rune.DecodeFromUtf8(tail, out _, out _) == OperationStatus.NeedMoreData;
            if (mayBecomeStop || mayBecomeCharacter) hold = length;
        }

        Assert.Equal(Encoding.UTF8.GetString(received.AsSpan(0, received.Length - hold)), Encoding.UTF8.GetString(delivered));
    }

    private static byte[] Stream(Random random)
    {
        var bytes = new List<byte>();
        for (var n = random.Next(0, 25); n > 0; n--)
        {
            var part = Encoding.UTF8.GetBytes(Text(random, 1));
            switch (random.Next(12))
            {
                case 0:
                    bytes.AddRange(part[..random.Next(part.Length)]);
                    break;
                case 1:
                    byte[] odd = [0xFF, 0xC0, 0x80, 0xED, 0xA0, 0xF4, 0x90, 0xE0, 0xF0, 0xBF];
                    bytes.Add(odd[random.Next(odd.Length)]);
                    break;
                default:
                    bytes.AddRange(part);
                    break;
            }
        }

        return [.. bytes];
    }

    private static string Text(Random random, int parts) =>
        string.Concat(Enumerable.Range(0, parts).Select(_ => s_alphabet[random.Next(s_alphabet.Length)]));
}
