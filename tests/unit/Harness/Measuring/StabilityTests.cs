using System.Diagnostics;
using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Measuring;
using Pensieve.Tests.Unit.Harness.Support;
using Pensieve.Tests.Unit.Harness.Verdicts;

namespace Pensieve.Tests.Unit.Harness.Measuring;

public sealed class StabilityTests
{
    private const double Seconds = 40;

    [Theory]
    [InlineData(0.0, false)]
    [InlineData(-0.3, true)]
    [InlineData(0.3, true)]
    public async Task Throughput_ThatRisesOrFalls_IsToldFromNoise(double drift, bool isCertain)
    {
        // Ten requests a second of about twenty tokens, more or less of them as time goes by.
        var random = new Random(5);
        var load = await LoadAsync([.. Enumerable.Range(0, (int)(Seconds * 10)).Select(i =>
        {
            var at = i / 10.0;
            return Request(at, (int)Math.Round((20 * (1 + (drift * ((at / Seconds) - 0.5)))) + RankTests.Gauss(random)));
        })]);
        var found = Stability.OfThroughput(load);
        Assert.Equal(isCertain, found.IsCertain);
        Assert.InRange(found.Share, drift - 0.1, drift + 0.1);
        Assert.True(found.Low <= found.Share && found.Share <= found.High);
    }

    [Fact]
    public async Task Figure_OfAnyKind_IsTakenOverTheSteadyWindowInEqualParts()
    {
        var load = await LoadAsync([Request(1, 5)], warmUp: 10);
        List<(double From, double To)> parts = [];
        var drift = Stability.Of(load, 8, (from, to) =>
        {
            parts.Add((At(load, from), At(load, to)));
            return 100 + At(load, from);
        });
        Assert.Equal(8, parts.Count);
        Assert.Equal((10, Seconds), (parts[0].From, parts[^1].To));
        Assert.All(parts.Zip(parts.Skip(1)), p => Assert.Equal(p.First.To, p.Second.From));

        // 100 + t rises by the window's 30 s, of a mean of about 128.
        Assert.True(drift.IsCertain);
        Assert.Equal(30 / parts.Average(p => 100 + p.From), drift.Share, 6);
    }

    [Fact]
    public async Task Figure_ThatIsNothing_DoesNotDrift()
    {
        var load = await LoadAsync([]);
        Assert.Equal(default, Stability.OfThroughput(load));
        Assert.False(Stability.Of(load, 20, (_, _) => 3).IsCertain);
    }

    private static double At(LoadResult load, long tick) => Math.Round((tick - load.Begin) / (double)Stopwatch.Frequency, 6);

    private static Task<LoadResult> LoadAsync(IReadOnlyList<(double At, int Tokens)> requests, double warmUp = 0)
    {
        var target = new Target { Url = new Uri("http://127.0.0.1:1/"), Kind = "mock", Model = "m" };
        var plan = LoadPlan.Open(Workload.Of(_ => new GenerationCall()), 10, Seconds - warmUp, warmUp);
        return InlineRun.OfAsync(target, (context, _) =>
        {
            var begin = Stopwatch.GetTimestamp();
            return Task.FromResult(new LoadResult(context, plan, [.. requests.Select(r => Result(begin, r.At, r.Tokens))], begin, begin + Ticks(Seconds), partial: false));
        });
    }

    private static (double At, int Tokens) Request(double at, int tokens) => (at, tokens);

    // A token a millisecond from the send on.
    private static GenerationResult Result(long begin, double at, int tokens)
    {
        var sched = begin + Ticks(at);
        return new GenerationResult
        {
            Sched = sched, Send = sched, First = sched + Ticks(0.001), Last = sched + Ticks(tokens / 1000.0), Term = sched + Ticks((tokens + 1) / 1000.0), Status = 200,
            OutputTokens = tokens, FrameMicros = [.. Enumerable.Range(1, tokens).Select(i => i * 1000)],
        };
    }

    private static long Ticks(double seconds) => (long)(seconds * Stopwatch.Frequency);
}
