using System.Buffers.Text;
using System.Text.Unicode;

namespace Pensieve.Console.Api.Wire;

/// <summary>
/// Finds text in JSON that is no Unicode. The parser checks values that become strings, but neither names of fields nor
/// what is kept as JSON for later; checked here, once, no reader of either meets any.
/// </summary>
internal static class JsonUnicode
{
    /// <summary>The bytes are UTF-8 and every escaped surrogate is one of a pair.</summary>
    public static bool IsValid(ReadOnlySpan<byte> json) => Utf8.IsValid(json) && !HasLoneSurrogate(json);

    private static bool HasLoneSurrogate(ReadOnlySpan<byte> json)
    {
        var awaitsLow = false;
        while (json.IndexOf((byte)'\\') is var at and >= 0)
        {
            if (awaitsLow && at > 0) return true;
            json = json[at..];
            if (!TryReadEscape(json, out var unit))
            {
                if (awaitsLow) return true;
                // Another escape, or one that the parser refuses.
                json = json[Math.Min(2, json.Length)..];
                continue;
            }

            if (char.IsLowSurrogate(unit) != awaitsLow) return true;
            awaitsLow = char.IsHighSurrogate(unit);
            json = json[6..];
        }

        return awaitsLow;
    }

    private static bool TryReadEscape(ReadOnlySpan<byte> json, out char unit)
    {
        unit = default;
        if (json.Length < 6 || json[1] != 'u') return false;
        if (!Utf8Parser.TryParse(json[2..6], out uint value, out var consumed, 'x') || consumed != 4) return false;
        unit = (char)value;
        return true;
    }
}
