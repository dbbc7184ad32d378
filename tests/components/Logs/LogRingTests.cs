using Microsoft.Extensions.Logging;
using Pensieve.Console.Features.Logs;
using Pensieve.Tests.Components.Support;

namespace Pensieve.Tests.Components.Logs;

public sealed partial class LogRingTests
{
    private static readonly string s_long = new('x', LogRing.MessageLimit + 10);

    [Fact]
    public void Ring_Full_OverwritesTheOldestAndCountsIt()
    {
        var ring = new LogRing(3);
        for (var i = 1; i <= 5; i++) ring.Add(Line($"m{i}"));

        Assert.Equal(["m3", "m4", "m5"], ring.Read(new LogFilter()).Select(l => l.Message));
        Assert.Equal((5, 2), (ring.LastSequence, ring.Overwritten));
        Assert.Equal(["m3"], ring.Read(new LogFilter(), upTo: 3).Select(l => l.Message));
        Assert.Empty(ring.Read(new LogFilter(), upTo: 1));
    }

    [Fact]
    public async Task Ring_ManyWriters_GivesEachEntryItsNumber()
    {
        var ring = new LogRing(10_000);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(w => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++) ring.Add(Line($"{w}-{i}"));
        })));

        Assert.Equal(Enumerable.Range(1, 2000).Select(n => (long)n), ring.Read(new LogFilter()).Select(l => l.Sequence));
    }

    [Fact]
    public void Filter_LevelAndWords_MustAllFit()
    {
        var line = Line("The worker was lost", LogLevel.Error) with { Exception = "System.IO.IOException", RequestId = "req_ABC" };
        Assert.True(new LogFilter(LogLevel.Warning, "WORKER ioexception").Matches(line));
        Assert.True(new LogFilter(LogLevel.Trace, "req_abc modelhost").Matches(line));
        Assert.False(new LogFilter(LogLevel.Warning, "worker happy").Matches(line));
        Assert.False(new LogFilter(LogLevel.Critical).Matches(line));
        Assert.Equal([LogLevel.Warning, null, null, null], new[] { "warning", "3", "none", "loud" }.Select(LogFilter.LevelOf));
    }

    [Fact]
    public void Provider_OwnAndForeignCategories_KeepsWhatItShouldWithTheRequest()
    {
        var ring = new LogRing();
        var time = new ManualTime();
        using var provider = new LogRingProvider(ring, time);
        using var factory = LoggerFactory.Create(b => b.AddProvider(provider).SetMinimumLevel(LogLevel.Trace).AddFilter<LogRingProvider>((c, l) => ring.Keeps(c, l)));
        var own = factory.CreateLogger("Pensieve.Engine.Worker.ModelHost");
        Ended(own, "req_1");
        Detail(own);
        var foreign = factory.CreateLogger("Microsoft.Thing");
        Chatter(foreign);
        Failed(foreign, new InvalidOperationException("why"), s_long);
        ring.Level = LogLevel.Warning;
        Chatter(own);

        var lines = ring.Read(new LogFilter(LogLevel.Trace));
        Assert.Equal(2, lines.Count);
        Assert.Equal(("req_1 ended", "req_1", "ModelHost", LogLevel.Debug, time.GetUtcNow()), (lines[0].Message, lines[0].RequestId, lines[0].Source, lines[0].Level, lines[0].Time));
        Assert.Equal(LogRing.MessageLimit + 2, lines[1].Message.Length);
        Assert.Contains("why", lines[1].Exception, StringComparison.Ordinal);
        Assert.Equal([0, 1, 0, 0, 1, 0], ring.CountByLevel());
    }

    private static LogLine Line(string message, LogLevel level = LogLevel.Information) =>
        new(0, DateTimeOffset.UnixEpoch, level, "Pensieve.Engine.Worker.ModelHost", 0, message, null, null);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Request} ended")]
    private static partial void Ended(ILogger logger, string request);

    [LoggerMessage(Level = LogLevel.Trace, Message = "too small")]
    private static partial void Detail(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "chatter")]
    private static partial void Chatter(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Text}")]
    private static partial void Failed(ILogger logger, Exception exception, string text);
}
