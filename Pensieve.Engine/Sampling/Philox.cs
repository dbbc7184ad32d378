namespace Pensieve.Engine.Sampling;

/// <summary>
/// Philox 4×32 with ten rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): a random number
/// is a pure function of (seed, position), so a stream can be resumed anywhere and streams of different seeds are independent.
/// </summary>
internal static class Philox
{
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;

    /// <summary>Uniform in [0, 1) with 53 random bits.</summary>
    public static double Uniform(ulong seed, ulong position)
    {
        var (word0, word1, _, _) = Block((uint)position, (uint)(position >> 32), 0, 0, (uint)seed, (uint)(seed >> 32));
        return ((((ulong)word1 << 32) | word0) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>The 128-bit block of one counter under one key.</summary>
    public static (uint Word0, uint Word1, uint Word2, uint Word3) Block(uint c0, uint c1, uint c2, uint c3, uint key0, uint key1)
    {
        for (var round = 0; round < 10; round++)
        {
            var product0 = (ulong)Multiplier0 * c0;
            var product1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) =
                ((uint)(product1 >> 32) ^ c1 ^ key0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ key1, (uint)product0);
            unchecked
            {
                key0 += Weyl0;
                key1 += Weyl1;
            }
        }

        return (c0, c1, c2, c3);
    }
}
