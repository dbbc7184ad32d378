using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Pensieve.Engine.Tokens;

/// <summary>Where UTF-8 text may be cut, and what stands for bytes that are not text.</summary>
public static class Utf8Boundary
{
    /// <summary>Longest beginning of a character that is not yet a character.</summary>
    internal const int LongestIncomplete = 3;

    /// <summary>Number of trailing bytes (0 to 3) that begin a character which further bytes may complete.</summary>
    public static int IncompleteTail(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty || utf8[^1] < 0x80) return 0;
        for (var length = 1; length <= Math.Min(LongestIncomplete, utf8.Length); length++)
            if (Rune.DecodeFromUtf8(utf8[^length..], out _, out _) == OperationStatus.NeedMoreData) return length;
        return 0;
    }

    /// <summary>
    /// Appends the text of the bytes: as they are where well-formed, U+FFFD for each maximal subpart of an ill-formed
    /// sequence (Unicode ch. 3.9, WHATWG), an incomplete last character included.
    /// </summary>
    public static void WriteText(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        while (!bytes.IsEmpty)
        {
            if (Utf8.IsValid(bytes))
            {
                output.Write(bytes);
                return;
            }

            var good = 0;
            OperationStatus status;
            int consumed;
            while ((status = Rune.DecodeFromUtf8(bytes[good..], out _, out consumed)) == OperationStatus.Done) good += consumed;
            output.Write(bytes[..good]);
            output.Write("\uFFFD"u8);
            bytes = bytes[(good + consumed)..];
        }
    }
}
