using Pensieve.Console.Features.Requests;
using Pensieve.Engine.Requests;

namespace Pensieve.Tests.Components.Requests;

public sealed class RequestFilterTests
{
    private static readonly RequestRecord s_done = Records.Of();
    private static readonly RequestRecord s_failed = Records.Of("msg_1", reason: FinishReason.Failed, source: "anthropic.messages", failure: new EngineFailure(FailureKind.QueueFull, "The server is busy"));

    [Fact]
    public void Matches_EachField_KeepsOnlyWhatFits()
    {
        Assert.True(new RequestFilter().Matches(s_done));
        Assert.True(new RequestFilter(Model: "tiny", Route: "openai.chat", End: "end-of-turn", MinMs: 1113, Text: "ABCD").Matches(s_done));
        Assert.False(new RequestFilter(Model: "other").Matches(s_done));
        Assert.False(new RequestFilter(Route: "anthropic.messages").Matches(s_done));
        Assert.False(new RequestFilter(MinMs: 1114).Matches(s_done));
        Assert.False(new RequestFilter(Text: "nowhere").Matches(s_done));
        Assert.True(new RequestFilter(End: RequestFilter.AnyFailure, Text: "busy").Matches(s_failed));
        Assert.True(new RequestFilter(End: "queue-full").Matches(s_failed));
        Assert.False(new RequestFilter(End: RequestFilter.AnyFailure).Matches(s_done));
    }

    [Fact]
    public void Bins_RandomRequests_CountEachOnceInTheRightKind()
    {
        var random = new Random(3);
        var begin = DateTimeOffset.UnixEpoch.AddDays(1);
        var records = Enumerable.Range(0, 500).Select(i => Records.Of($"r{i}", offset: random.Next(-1000, 61_000), reason: (FinishReason)random.Next(0, 6))).ToList();
        var within = records.Where(r => r.EndedAt >= begin && r.EndedAt <= begin.AddMinutes(1)).ToList();
        var bins = RequestBins.From(records, begin, begin.AddMinutes(1), LatencyKind.Total);
        Assert.Equal(within.Count, bins.Counts.Sum(row => row.Sum()));
        Assert.Equal(within.Count(r => r.Result.Reason == FinishReason.Failed), bins.Counts[1].Sum());
        Assert.Equal(within.Count, bins.Heat.Sum(row => row.Sum()));
        Assert.Equal(within.Count, bins.Heat[7].Sum());
    }

    [Fact]
    public void Bins_NoLatencyOfThatKind_IsInNoCell()
    {
        var record = Records.Of(firstAt: -1, lastAt: -1);
        var bins = RequestBins.From([record], record.EndedAt.AddSeconds(-30), record.EndedAt.AddSeconds(30), LatencyKind.FirstToken);
        Assert.Equal((1, 0), (bins.Counts[0].Sum(), bins.Heat.Sum(r => r.Sum())));
    }
}
