using Pensieve.Harness.Measuring;

namespace Pensieve.Tests.Unit.Harness.Measuring;

public sealed class JainTests
{
    [Fact]
    public void Index_Shares_AreEqualOrOneHasAll()
    {
        Assert.Equal(1, Jain.Index([3, 3, 3]));
        Assert.Equal(0.25, Jain.Index([0, 8, 0, 0]));
        Assert.Equal(0.9, Jain.Index([1, 2])!.Value, 3);
        Assert.Null(Jain.Index([0, 0]));
        Assert.Null(Jain.Index([]));
    }
}
