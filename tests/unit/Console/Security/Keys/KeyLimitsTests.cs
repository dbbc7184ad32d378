using Pensieve.Console.Security.Keys;
using Pensieve.Tests.Components.Support;

namespace Pensieve.Tests.Unit.Console.Security.Keys;

public sealed class KeyLimitsTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void MinuteBudget_RandomUse_NeverLetsThroughMoreThanItsShare()
    {
        var random = new Random(7);
        for (var round = 0; round < 50; round++)
        {
            var limit = random.Next(1, 500);
            var budget = new MinuteBudget(limit, _time);
            long taken = 0;
            var seconds = 0.0;
            for (var step = 0; step < 400; step++)
            {
                var amount = random.Next(1, Math.Max(2, limit / 3));
                if (budget.TryTake(amount) is not { } wait)
                {
                    taken += amount;
                }
                else if (random.Next(2) == 0)
                {
                    // As long as it says, and not a moment less.
                    var almost = wait - TimeSpan.FromMilliseconds(1);
                    if (almost > TimeSpan.Zero)
                    {
                        Advance(almost);
                        Assert.NotNull(budget.TryTake(amount));
                    }

                    Advance(TimeSpan.FromMilliseconds(2));
                    Assert.Null(budget.TryTake(amount));
                    taken += amount;
                }

                Assert.True(taken <= limit + (limit * seconds / 60) + 1e-6, $"{taken} in {seconds} s at {limit} a minute");
                Assert.InRange(budget.State.Remaining, 0, limit);
            }

            void Advance(TimeSpan by)
            {
                _time.Advance(by);
                seconds += by.TotalSeconds;
            }
        }
    }

    [Fact]
    public void Meter_TokensKnownAfterwards_ClosesUntilTheDebtIsPaid()
    {
        var meter = new KeyMeter(new KeyLimits { TokensPerMinute = 60 }, _time);
        Assert.Null(meter.Enter());
        meter.Count(100, 10, 30);
        meter.Leave();

        var refusal = meter.Enter();
        Assert.Equal(61, refusal!.RetryAfter.TotalSeconds, 3);
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.Null(meter.Enter());
        Assert.Equal(new KeyUsage { Requests = 2, Refused = 1, PromptTokens = 100, CachedTokens = 10, OutputTokens = 30 }, meter.Drain());
        Assert.True(meter.Drain().IsNothing);
    }

    [Fact]
    public void Meter_Concurrency_FreesAPlaceWithEachThatLeaves()
    {
        var meter = new KeyMeter(new KeyLimits { Concurrent = 2, RequestsPerMinute = 3 }, _time);
        Assert.Null(meter.Enter());
        Assert.Null(meter.Enter());
        Assert.Contains("2 requests in progress", meter.Enter()!.Message, StringComparison.Ordinal);
        meter.Leave();
        Assert.Null(meter.Enter());
        meter.Leave();
        Assert.Contains("3 requests per minute", meter.Enter()!.Message, StringComparison.Ordinal);
        Assert.Equal(1, meter.Active);
    }

    [Fact]
    public void Meter_ManyThreads_CountsEachOnce()
    {
        var meter = new KeyMeter(new KeyLimits { Concurrent = 3 }, _time);
        Parallel.For(0, 2000, _ =>
        {
            if (meter.Enter() is not null) return;
            meter.Count(2, 1, 3);
            meter.Leave();
        });

        var usage = meter.Drain();
        Assert.Equal(2000, usage.Requests + usage.Refused);
        Assert.Equal((usage.Requests * 2, usage.Requests, usage.Requests * 3, 0L), (usage.PromptTokens, usage.CachedTokens, usage.OutputTokens, meter.Active));
    }

}
