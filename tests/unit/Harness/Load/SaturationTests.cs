using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Mock;
using Pensieve.Harness.Verdicts;
using Pensieve.Tests.Unit.Harness.Support;

namespace Pensieve.Tests.Unit.Harness.Load;

/// <summary>The ladder and the bisection against servers whose limits are known: levels and order, no figure that a busy machine could move.</summary>
public sealed class SaturationTests
{
    private const double Target = 0.5;
    private static readonly IWorkload s_workload = Workload.Of(i => new GenerationCall { Turns = [new ChatTurn("user", $"n {i}")], MaxTokens = 4 });

    [Fact]
    public async Task Find_ServerOfTwoSlots_ClimbsNoFurtherThanItGainsAndConfirmsTheCapacity()
    {
        // Six at once find a place; the seventh is refused. So it is refusals and not times that say where the limit is.
        var found = await FindAsync("ttft=15; tpot=5; tokens=4; slots=2; queue=4", s => s);

        Assert.Equal([1, 2, 4, 8], found.Ladder.Select(p => p.Level).Take(4));
        Assert.True(found.Ladder.Count <= 5, $"{found.Ladder.Count} rungs");
        Assert.True(found.Ladder[1].Metrics.RequestsPerSecond > found.Ladder[0].Metrics.RequestsPerSecond);
        Assert.True(found.Ladder[^1].Metrics.Shed > 0);
        Assert.True(found.KneeUsers is 2 or 4, $"knee at {found.KneeUsers}");

        // Where other work keeps the generator from its schedule, rates do not count, and none may be called the capacity.
        if (found.Capacity is not { } capacity)
        {
            Assert.All(found.Rates.GroupBy(p => p.Level), rate => Assert.True(rate.Count(Meets) < Saturation.Confirmations));
            return;
        }

        Assert.True(found.Rates.Where(p => p.Level == capacity).Reverse().Take(Saturation.Confirmations - 1).All(Meets));
        Assert.InRange(capacity, 0, found.Ladder.Max(p => p.Metrics.RequestsPerSecond) * 3);
        Assert.True(found.Rates.Count(p => p.Level == capacity) >= Saturation.Confirmations);
        Assert.True(found.Rates.Any(p => p.Level > capacity && !Meets(p)), "a rate beyond it was tried and did not hold");
        Assert.All(found.Rates.TakeLast(Saturation.Confirmations - 1), p => Assert.Equal(capacity, p.Level));
    }

    [Fact]
    public async Task Find_ServerThatFails_EndsAtTheFirstRungWithoutAnyOfTheThree()
    {
        var found = await FindAsync("status=500", s => s);
        Assert.Equal(1, Assert.Single(found.Ladder).Level);
        Assert.Equal(1, found.Ladder[0].Metrics.ErrorRate);
        Assert.Empty(found.Rates);
        Assert.Equal((null, null, null), (found.KneeUsers, found.Capacity, found.CollapseRate));
    }

    [Fact]
    public async Task Find_ServiceLevelThatNothingMeets_EndsAtOnceAndHasNoCapacity()
    {
        var found = await FindAsync("ttft=30; tokens=2", s => s with { TtftMs = 0.001 });
        Assert.Single(found.Ladder);
        Assert.Null(found.Capacity);
        Assert.True(found.Rates.Count > 1 && found.Rates.Zip(found.Rates.Skip(1)).All(p => p.Second.Level < p.First.Level), "lower and lower rates");
    }

    [Fact]
    public async Task Ladder_ServerWithoutALimit_EndsAtTheMostUsers()
    {
        await using var mock = Mock("ttft=60; tokens=1");
        var ladder = await InlineRun.OfAsync(At(mock), (context, token) => new Saturation(context, s_workload) { RungSeconds = 0.4, WarmUpSeconds = 0, MaxUsers = 4 }.LadderAsync(token));
        Assert.Equal([1, 2, 4], ladder.Select(p => p.Level));
        Assert.All(ladder, p => Assert.False(p.Collapsed));
    }

    private static bool Meets(Saturation.Point point) => point.Unfit is null && Wilson.Interval(point.Metrics.Good, point.Metrics.Attempted).Low >= Target;

    private static async Task<Saturation.Result> FindAsync(string script, Func<ServiceLevel, ServiceLevel> slo)
    {
        await using var mock = Mock(script);
        var profile = RunProfile.BuiltIn(ProfileSize.Quick) with { Slo = slo(new ServiceLevel(TtftMs: null, TpotMs: null, Target: Target)) };
        return await InlineRun.OfAsync(
            At(mock), (context, token) => new Saturation(context, s_workload) { RungSeconds = 0.7, WarmUpSeconds = 0.1, MaxUsers = 16, Bisections = 2 }.FindAsync(token), profile);
    }

    private static MockServer Mock(string script) => MockServer.Start(new MockScript().With(script).Script, precise: false);

    private static Target At(MockServer mock) => new() { Url = mock.Url, Kind = "mock", Model = "mock" };
}
