using Pensieve.Engine.Models;

namespace Pensieve.Tests.Unit.Engine.Models;

public sealed class ComputeThreadsTests
{
    [Theory]
    [InlineData(2_000_000, 8, 1, 1)]
    [InlineData(11_000_000, 8, 1, 2)]
    [InlineData(83_000_000, 2, 1, 2)]
    [InlineData(83_000_000, 16, 1, 16)]
    [InlineData(500_000_000, 8, 8, 8)]
    [InlineData(40_000_000_000, 64, 64, 64)]
    [InlineData(40_000_000_000, 0, 1, 1)]
    public void EachThread_HasWorkWorthItsBarrier(long weights, int cores, int alone, int together) =>
        Assert.Equal((alone, together), ComputeThreads.For(weights, cores));

    [Fact]
    public void PhysicalCores_AreNoMoreThanTheMachineHas() => Assert.InRange(ComputeThreads.PhysicalCores(), 1, Environment.ProcessorCount);
}
