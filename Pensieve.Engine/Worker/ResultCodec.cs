using Pensieve.Engine.Requests;
using Pensieve.Engine.Scheduling;

namespace Pensieve.Engine.Worker;

/// <summary>A request's result as bytes of a step frame.</summary>
internal static class ResultCodec
{
    /// <summary>Appends a result.</summary>
    public static void Write(FrameWriter to, GenerationResult result)
    {
        to.Byte((byte)result.Reason).String(result.StopSequence ?? "");
        to.Byte(result.Failure is null ? (byte)0 : (byte)1);
        if (result.Failure is { } failure) to.Json(failure, WireJson.Default.EngineFailure);
        to.Int32(result.Usage.PromptTokens).Int32(result.Usage.CachedTokens).Int32(result.Usage.OutputTokens).Int32(result.Usage.ReasoningTokens);
        var p = result.Phases;
        to.Int64(p.Queued).Int64(p.SlotAssigned).Int64(p.PrefillDone).Int64(p.FirstToken).Int64(p.LastToken).Int64(p.Ended);
        to.Int64((long)result.Seed).Int32(result.Slot);
        TraceCodec.Write(to, result.Trace);
    }

    /// <summary>Reads a result; the app's own stamps are not in it.</summary>
    public static GenerationResult Read(ref FrameReader from)
    {
        var reason = (FinishReason)from.Byte();
        var stop = from.String();
        var failure = from.Byte() == 0 ? null : from.Json(WireJson.Default.EngineFailure);
        return new GenerationResult
        {
            Reason = reason,
            StopSequence = reason == FinishReason.StopSequence ? stop : null,
            Failure = failure,
            Usage = new TokenUsage(from.Int32(), from.Int32(), from.Int32(), from.Int32()),
            Phases = new RequestPhases
            {
                Queued = from.Int64(), SlotAssigned = from.Int64(), PrefillDone = from.Int64(),
                FirstToken = from.Int64(), LastToken = from.Int64(), Ended = from.Int64(),
            },
            Seed = (ulong)from.Int64(),
            Slot = from.Int32(),
            Trace = TraceCodec.Read(ref from),
        };
    }
}

/// <summary>Step statistics as bytes of a step frame.</summary>
internal static class StatsCodec
{
    /// <summary>Appends statistics.</summary>
    public static void Write(FrameWriter to, in StepStats s) => to
        .Int32(s.Steps).Int64(s.DecodeNs).Int64(s.SampleNs).Int32(s.PrefillTokens).Int32(s.DecodedTokens)
        .Int32(s.KvUsed).Int32(s.KvRetained).Int32(s.Queued).Int64(s.OldestQueuedNs);

    /// <summary>Reads statistics.</summary>
    public static StepStats Read(ref FrameReader from) => new(
        from.Int32(), from.Int64(), from.Int64(), from.Int32(), from.Int32(), from.Int32(), from.Int32(), from.Int32(), from.Int64());
}
