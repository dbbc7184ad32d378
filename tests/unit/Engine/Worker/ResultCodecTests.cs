using Pensieve.Engine.Requests;
using Pensieve.Engine.Scheduling;
using Pensieve.Engine.Worker;

namespace Pensieve.Tests.Unit.Engine.Worker;

public sealed class ResultCodecTests
{
    public static TheoryData<FinishReason, string?, FailureKind?> Results => new()
    {
        { FinishReason.EndOfTurn, null, null },
        { FinishReason.StopSequence, "Stöp🙂", null },
        { FinishReason.Failed, null, FailureKind.PromptTooLong },
    };

    [Theory]
    [MemberData(nameof(Results))]
    public void Write_ThenRead_GivesTheSameResult(FinishReason reason, string? stop, FailureKind? failure)
    {
        var result = new GenerationResult
        {
            Reason = reason,
            StopSequence = stop,
            Failure = failure is { } kind ? new EngineFailure(kind, "too long", 12, 10, TimeSpan.FromSeconds(3)) : null,
            Usage = new TokenUsage(10, 4, 7),
            Phases = new RequestPhases { Queued = 1, SlotAssigned = 2, PrefillDone = 3, FirstToken = 4, LastToken = 5, Ended = long.MaxValue },
            Seed = ulong.MaxValue - 5,
            Slot = 3,
            Trace = reason == FinishReason.Failed ? null : new RequestTrace
            {
                PromptBatches = [new PromptBatch(1, 2, 3, 4), new PromptBatch(5, long.MaxValue, 7, 8)], LongestGaps = [new TokenGap(9, 10)],
                HeldNs = 11, DecodeSteps = 12, DecodePeers = 13, MixedSteps = 14, MixedNs = 15, Suspensions = 16, SuspendedNs = 17, FollowedNs = 18, MatchedLength = 19,
                SetAside = [new Suspension(20, 21, 0), new Suspension(long.MaxValue, 22, 255)],
            },
        };
        var writer = new FrameWriter().Begin(FrameKind.Step);
        ResultCodec.Write(writer, result);
        var reader = new FrameReader(writer.Frame);
        Assert.Equal(result, ResultCodec.Read(ref reader));
        Assert.True(reader.AtEnd);
    }

    [Fact]
    public void Stats_WriteThenRead_AreTheSame()
    {
        var stats = new StepStats(int.MaxValue, long.MaxValue, 3, 4, 5, 6, 7, 8, 9);
        var writer = new FrameWriter().Begin(FrameKind.Step);
        StatsCodec.Write(writer, stats);
        var reader = new FrameReader(writer.Frame);
        Assert.Equal(stats, StatsCodec.Read(ref reader));
    }
}
