using Pensieve.Harness.Measuring;

namespace Pensieve.Tests.Unit.Harness.Measuring;

public sealed class RecoveryTests
{
    // Ten a second from 0 to 30 s; the fault comes at 10 s.
    private static readonly double[] s_all = [.. Enumerable.Range(1, 300).Select(i => i / 10.0)];

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.1, 0)] // one request of a hundred is within the share
    [InlineData(3, 2.5)] // half a second of the stretch may be missing: 5 % of ten seconds, and one request
    [InlineData(9, 8.5)]
    public void After_AGap_IsTheTimeUntilAWholeStretchIsAsBefore(double gap, double expected)
    {
        var found = Recovery.After([.. s_all.Where(t => t <= 10 || t > 10 + gap)], 10, 10, 0.95, 10, 30);
        Assert.InRange(Assert.NotNull(found), Math.Max(0, expected - 0.16), expected + 0.06);
    }

    [Fact]
    public void After_HalfTheRateForGood_IsNever() => Assert.Null(Recovery.After([.. s_all.Where((t, i) => t <= 10 || i % 2 == 0)], 10, 10, 0.95, 5, 30));

    [Fact]
    public void After_ALoadThatEndsBeforeAStretchIsFull_IsNever()
    {
        Assert.Null(Recovery.After([.. s_all.Where(t => t is <= 10 or > 25)], 10, 10, 0.95, 10, 30));
        Assert.Null(Recovery.After(s_all, 10, 10, 0.95, 10, 19));
        Assert.Null(Recovery.After([], 10, 10, 0.95, 1, 30));
    }

    [Fact]
    public void After_ABacklogServedInABurst_DoesNotCountTwice()
    {
        // Nothing for 4 s, then all of it at once: the stretch with the burst is good, the one before it is not.
        double[] burst = [.. s_all.Select(t => t is > 10 and <= 14 ? 14 : t)];
        Assert.InRange(Assert.NotNull(Recovery.After(burst, 10, 10, 0.95, 2, 30)), 1.9, 2.05);
    }
}
