using System.Buffers;

namespace Pensieve.Console.Api.Generations;

/// <summary>Escapes UTF-8 text into a JSON string's inside, byte for byte, without going through UTF-16.</summary>
internal static class JsonText
{
    /// <summary>Most bytes one byte of text can become.</summary>
    public const int MaxExpansion = 6;

    private const int Slice = 512;

    // Escaped: what JSON demands. Also U+0085, U+2028 and U+2029 (led by C2 and E2): several clients' line splitters
    // take them for line ends and would cut an event in two.
    private static readonly SearchValues<byte> s_special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(b => (byte)b), (byte)'"', (byte)'\\', 0x7F, 0xC2, 0xE2]);

    /// <summary>Writes <paramref name="utf8"/> (whole characters) escaped.</summary>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> utf8)
    {
        while (!utf8.IsEmpty)
        {
            var next = utf8.IndexOfAny(s_special);
            var plain = next < 0 ? utf8 : utf8[..next];
            if (!plain.IsEmpty) output.Write(plain);
            if (next < 0) return;
            utf8 = WriteSpecials(output, utf8[next..]);
        }
    }

    // Takes a run that starts with a special byte, up to a slice, so that escape-heavy text does not ask for spans byte by byte.
    private static ReadOnlySpan<byte> WriteSpecials(IBufferWriter<byte> output, ReadOnlySpan<byte> utf8)
    {
        var take = Math.Min(utf8.Length, Slice);
        var target = output.GetSpan(take * MaxExpansion);
        var written = 0;
        var read = 0;
        while (read < take && s_special.Contains(utf8[read])) read += WriteSpecial(utf8[read..], target, ref written);
        output.Advance(written);
        return utf8[read..];
    }

    private static int WriteSpecial(ReadOnlySpan<byte> utf8, Span<byte> target, ref int written)
    {
        var value = utf8[0];
        switch (value)
        {
            case (byte)'"': return Short(target, ref written, (byte)'"');
            case (byte)'\\': return Short(target, ref written, (byte)'\\');
            case (byte)'\n': return Short(target, ref written, (byte)'n');
            case (byte)'\r': return Short(target, ref written, (byte)'r');
            case (byte)'\t': return Short(target, ref written, (byte)'t');
            case 0xC2 when utf8.Length > 1 && utf8[1] == 0x85:
                Unicode(target, ref written, 0x0085);
                return 2;
            case 0xE2 when utf8.Length > 2 && utf8[1] == 0x80 && utf8[2] is 0xA8 or 0xA9:
                Unicode(target, ref written, 0x2000 + utf8[2] - 0x80);
                return 3;
            case 0xC2 or 0xE2:
                target[written++] = value;
                return 1;
            default:
                Unicode(target, ref written, value);
                return 1;
        }
    }

    private static int Short(Span<byte> target, ref int written, byte letter)
    {
        target[written++] = (byte)'\\';
        target[written++] = letter;
        return 1;
    }

    private static void Unicode(Span<byte> target, ref int written, int value)
    {
        "\\u"u8.CopyTo(target[written..]);
        for (var i = 0; i < 4; i++) target[written + 2 + i] = "0123456789abcdef"u8[(value >> (12 - (4 * i))) & 0xF];
        written += 6;
    }
}
