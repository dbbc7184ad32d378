using Pensieve.Engine.Sampling;

namespace Pensieve.Tests.Unit.Engine.Sampling;

public sealed class PhiloxTests
{
    // Known answers published with the algorithm (Random123, kat_vectors).
    [Theory]
    [InlineData(0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(uint.MaxValue, uint.MaxValue, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    public void Block_PublishedVectors_Agree(uint counter, uint key, uint w0, uint w1, uint w2, uint w3) =>
        Assert.Equal((w0, w1, w2, w3), Philox.Block(counter, counter, counter, counter, key, key));

    [Fact]
    public void Block_PublishedPiVector_Agrees() =>
        Assert.Equal(
            (0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u),
            Philox.Block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0));

    [Fact]
    public void Uniform_NeighbouringSeedsAndPositions_AreUncorrelated()
    {
        const int n = 20_000;
        double alongPositions = 0, alongSeeds = 0, mean = 0;
        for (var i = 0u; i < n; i++)
        {
            mean += Philox.Uniform(7, i) / n;
            alongPositions += (Philox.Uniform(7, i) - 0.5) * (Philox.Uniform(7, i + 1) - 0.5) * 12 / n;
            alongSeeds += (Philox.Uniform(i, 7) - 0.5) * (Philox.Uniform(i + 1, 7) - 0.5) * 12 / n;
        }

        Assert.Equal(0.5, mean, 0.01);
        Assert.Equal(0, alongPositions, 0.03);
        Assert.Equal(0, alongSeeds, 0.03);
    }
}
