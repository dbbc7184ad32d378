using Pensieve.Harness.Load;

namespace Pensieve.Tests.Unit.Harness.Load;

public sealed class ScheduleTests
{
    [Fact]
    public void Constant_TenPerSecond_IsEven() => Assert.Equal([0, 0.1, 0.2, 0.3, 0.4], Schedule.Of([new LoadStage("s", 0.5, 10, 10)], poisson: false, 1).Select(t => Math.Round(t, 9)));

    [Fact]
    public void Ramp_HasAsManyAsItsAreaAndFollowsIt()
    {
        var due = Schedule.Of([new LoadStage("up", 10, 0, 20), new LoadStage("down", 10, 20, 0)], poisson: false, 1);
        Assert.Equal(200, due.Length);
        Assert.Equal(25, due.Count(t => t < 5));
        Assert.Equal(due.Order(), due);
        Assert.Equal(due.Length / 2, due.Count(t => t < 10));
    }

    [Fact]
    public void Poisson_GapsAreExponentialAndFollowTheSeed()
    {
        LoadStage[] stages = [new("s", 200, 50, 50)];
        var due = Schedule.Of(stages, poisson: true, 42);
        Assert.Equal(due, Schedule.Of(stages, poisson: true, 42));
        Assert.NotEqual(due, Schedule.Of(stages, poisson: true, 43));
        Assert.InRange(due.Length, 9600, 10_400);
        double[] gaps = [.. due.Zip(due.Skip(1), (a, b) => b - a)];
        var mean = gaps.Average();
        Assert.InRange(Math.Sqrt(gaps.Average(g => (g - mean) * (g - mean))) / mean, 0.95, 1.05);
        Assert.InRange(gaps.Count(g => g > mean) / (double)gaps.Length, 0.35, 0.39);
    }

    [Fact]
    public void Poisson_Spike_HasItsRateInEachStage()
    {
        var due = Schedule.Of([new("a", 50, 10, 10), new("b", 50, 40, 40), new("c", 50, 10, 10)], poisson: true, 3);
        Assert.InRange(due.Count(t => t is >= 50 and < 100), 1850, 2150);
        Assert.InRange(due.Count(t => t < 50), 420, 580);
    }

    [Fact]
    public void Levels_OfUsers_TellWhenEachIsActive()
    {
        LoadStage[] stages = [new("ramp", 10, 0, 10), new("hold", 5, 4, 4)];
        Assert.Equal(5, Schedule.LevelAt(stages, 5));
        Assert.Equal(3, Schedule.NextAbove(stages, 3, 0)!.Value, 3);
        Assert.Equal(12, Schedule.NextAbove(stages, 3, 12)!.Value, 3);
        Assert.Null(Schedule.NextAbove(stages, 6, 11));
        Assert.Equal(0, Schedule.LevelAt(stages, 15));
    }

    [Fact]
    public void MostRequests_CutTheSchedule() => Assert.Equal(3, Schedule.Of([new LoadStage("s", 100, 10, 10)], poisson: false, 1, most: 3).Length);
}
