namespace Pensieve.Engine.Sampling;

/// <summary>
/// A score and a token id in one integer that sorts as the sampler ranks: higher score first, lower id first among equals.
/// Keys are unique, so selection never has to think about ties.
/// </summary>
internal static class RankKey
{
    /// <summary>The key; the score must not be NaN.</summary>
    public static ulong Pack(float score, int token)
    {
        // Adding zero turns -0 into +0, which compare equal as floats but not as bits.
        var bits = BitConverter.SingleToUInt32Bits(score + 0f);
        var ordered = bits ^ ((uint)((int)bits >> 31) | 0x8000_0000);
        return ((ulong)ordered << 32) | ~(uint)token;
    }

    public static int Token(ulong key) => (int)~(uint)key;

    public static float Score(ulong key)
    {
        var ordered = (uint)(key >> 32);
        return BitConverter.UInt32BitsToSingle(ordered ^ ((uint)((int)~ordered >> 31) | 0x8000_0000));
    }
}
