using Microsoft.Extensions.Logging;
using Pensieve.Console.Features.Logs;
using Pensieve.Tests.Components.Support;

namespace Pensieve.Tests.Unit.Console.Features.Logs;

public sealed partial class LogRingTests
{
    private static readonly string s_long = new('x', LogRing.MessageLimit + 10);

    [Fact]
    public void Ring_ManyDetails_PushOutNeitherInformationNorWarnings()
    {
        var ring = new LogRing(new LogLimits(Details: 3, Information: 2, Warnings: 2));
        Add(ring, "started");
        Add(ring, "lost", LogLevel.Error);
        for (var i = 1; i <= 5; i++) Add(ring, $"d{i}", LogLevel.Debug);
        Add(ring, "odd", LogLevel.Warning);

        Assert.Equal(["started", "lost", "d3", "d4", "d5", "odd"], Messages(ring, LogLevel.Trace));
        Assert.Equal(["started", "lost", "odd"], Messages(ring, LogLevel.Information));
        Assert.Equal(["odd"], ring.Read(new LogFilter(LogLevel.Trace, "odd")).Select(l => l.Message));
        Assert.Equal(["started", "lost", "d3"], ring.Read(new LogFilter(LogLevel.Trace), upTo: 5).Select(l => l.Message));
        Assert.Equal([0, 1, 1, 0, 1, 0], ring.CountByLevel(upTo: 5));
        Assert.Equal((8, 2, new LogLoss(2, 0, 0)), (ring.LastSequence, ring.Overwritten.Total, ring.Overwritten));
    }

    // What is kept of each kind is the longest run of newest entries that fits; everything else is counted.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Ring_AnyEntries_KeepsTheNewestOfEachKindInOrderAndCountsTheRest(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 50; round++)
        {
            var limits = new LogLimits(random.Next(1, 20), random.Next(1, 20), random.Next(1, 20), random.Next(1, 400));
            var ring = new LogRing(limits);
            List<LogLine> all = [];
            for (var entries = random.Next(200); all.Count < entries;)
            {
                var line = Line(all.Count + 1, new string('m', random.Next(40)), (LogLevel)random.Next(6), random.Next(4) == 0 ? new string('e', random.Next(200)) : null);
                all.Add(line);
                ring.Add(line.Time, line.Level, line.Category, line.EventId, line.Message, line.Exception, line.RequestId);
            }

            long[] lost = new long[3];
            List<LogLine> kept = [];
            foreach (var (kind, most) in new[] { (LogKind.Details, limits.Details), (LogKind.Information, limits.Information), (LogKind.Warnings, limits.Warnings) })
            {
                var of = all.Where(l => LogRing.KindOf(l.Level) == kind).ToList();
                var (fits, text) = (0, 0);
                while (fits < Math.Min(of.Count, most) && ((text += Length(of[^(fits + 1)])) <= limits.TextOfEach || fits == 0)) fits++;
                kept.AddRange(of[^fits..]);
                lost[(int)kind] = of.Count - fits;
            }

            kept.Sort((a, b) => a.Sequence.CompareTo(b.Sequence));
            Assert.Equal(kept, ring.Read(new LogFilter(LogLevel.Trace)));
            Assert.Equal(kept.Where(l => l.Level >= LogLevel.Warning), ring.Read(new LogFilter(LogLevel.Warning)));
            Assert.Equal(new LogLoss(lost[0], lost[1], lost[2]), ring.Overwritten);
            Assert.Equal(all.Count, kept.Count + ring.Overwritten.Total);
            Assert.Equal(kept.Count, ring.CountByLevel().Sum());
            var half = all.Count / 2;
            Assert.Equal(kept.Where(l => l.Sequence <= half), ring.Read(new LogFilter(LogLevel.Trace), half));
            Assert.Equal(kept.LastOrDefault(l => l.Sequence <= half)?.Sequence ?? 0, ring.SequenceAt(DateTimeOffset.UnixEpoch.AddSeconds(half)));
        }
    }

    [Fact]
    public async Task Ring_ManyWriters_GivesEachEntryItsNumber()
    {
        var ring = new LogRing();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(w => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++) Add(ring, $"{w}-{i}", (LogLevel)(i % 6));
        })));

        Assert.Equal(Enumerable.Range(1, 2000).Select(n => (long)n), ring.Read(new LogFilter(LogLevel.Trace)).Select(l => l.Sequence));
    }

    [Fact]
    public void Filter_LevelAndWords_MustAllFit()
    {
        var line = Line(1, "The worker was lost", LogLevel.Error, "System.IO.IOException") with { RequestId = "req_ABC" };
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

    private static LogLine Line(long sequence, string message, LogLevel level, string? exception) =>
        new(sequence, DateTimeOffset.UnixEpoch.AddSeconds(sequence), level, "Pensieve.Engine.Worker.ModelHost", 0, message, exception, null);

    private static int Length(LogLine line) => line.Message.Length + (line.Exception?.Length ?? 0);

    private static void Add(LogRing ring, string message, LogLevel level = LogLevel.Information) => ring.Add(DateTimeOffset.UnixEpoch, level, "Pensieve.A", 0, message);

    private static IEnumerable<string> Messages(LogRing ring, LogLevel least) => ring.Read(new LogFilter(least)).Select(l => l.Message);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Request} ended")]
    private static partial void Ended(ILogger logger, string request);

    [LoggerMessage(Level = LogLevel.Trace, Message = "too small")]
    private static partial void Detail(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "chatter")]
    private static partial void Chatter(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Text}")]
    private static partial void Failed(ILogger logger, Exception exception, string text);
}
