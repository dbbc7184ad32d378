using Pensieve.Console.Shared;

namespace Pensieve.Tests.Components.Shell;

public sealed class TimeRangeTests
{
    [Theory]
    [InlineData("", 300)]
    [InlineData("?range=900", 900)]
    [InlineData("?range=77", 300)]
    [InlineData("?range=-1", 300)]
    [InlineData("?range=x&from=5", 300)]
    [InlineData("?from=10&to=10", 300)]
    [InlineData("?from=nan&to=1e9", 300)]
    public void Of_NoFixedStretch_EndsNow(string query, int seconds)
    {
        var now = DateTimeOffset.UnixEpoch.AddDays(1);
        var range = TimeRange.Of("http://localhost/" + query);
        Assert.False(range.IsFixed);
        Assert.Equal((now.AddSeconds(-seconds), now), (range.Begin(now), range.End(now)));
    }

    [Fact]
    public void Of_FromAndTo_StaysWhereItIs()
    {
        var range = TimeRange.Of("http://localhost/requests?range=60&from=100.5&to=200");
        Assert.True(range.IsFixed);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(100.5), range.Begin(DateTimeOffset.UnixEpoch.AddDays(1)));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(200), range.End(DateTimeOffset.UnixEpoch.AddDays(1)));
        Assert.Equal(60, range.Seconds);
    }
}
