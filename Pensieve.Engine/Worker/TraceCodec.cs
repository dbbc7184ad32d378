using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Worker;

/// <summary>A request's trace as bytes of a step frame.</summary>
internal static class TraceCodec
{
    /// <summary>Appends a trace, or that there is none.</summary>
    public static void Write(FrameWriter to, RequestTrace? trace)
    {
        to.Byte(trace is null ? (byte)0 : (byte)1);
        if (trace is null) return;
        to.Int32(trace.PromptBatches.Length);
        foreach (var batch in trace.PromptBatches) to.Int64(batch.BeganNs).Int64(batch.EndedNs).Int32(batch.Tokens).Int32(batch.Steps);
        to.Int32(trace.LongestGaps.Length);
        foreach (var gap in trace.LongestGaps) to.Int64(gap.FromNs).Int64(gap.LengthNs);
        to.Int64(trace.HeldNs).Int32(trace.DecodeSteps).Int64(trace.DecodePeers).Int32(trace.MixedSteps).Int64(trace.MixedNs);
        to.Int32(trace.Suspensions).Int64(trace.SuspendedNs).Int64(trace.FollowedNs).Int32(trace.MatchedLength);
        to.Int32(trace.SetAside.Length);
        foreach (var stretch in trace.SetAside) to.Int64(stretch.FromNs).Int64(stretch.LengthNs).Int32(stretch.Slot);
    }

    /// <summary>Reads a trace; null = there is none.</summary>
    /// <exception cref="InvalidDataException">Its counts are out of bounds.</exception>
    public static RequestTrace? Read(ref FrameReader from)
    {
        if (from.Byte() == 0) return null;
        var batches = new PromptBatch[Count(from.Int32(), RequestTrace.MaxBatches)];
        for (var i = 0; i < batches.Length; i++) batches[i] = new PromptBatch(from.Int64(), from.Int64(), from.Int32(), from.Int32());
        var gaps = new TokenGap[Count(from.Int32(), RequestTrace.MaxGaps)];
        for (var i = 0; i < gaps.Length; i++) gaps[i] = new TokenGap(from.Int64(), from.Int64());
        var trace = new RequestTrace
        {
            PromptBatches = [.. batches], LongestGaps = [.. gaps],
            HeldNs = from.Int64(), DecodeSteps = from.Int32(), DecodePeers = from.Int64(), MixedSteps = from.Int32(), MixedNs = from.Int64(),
            Suspensions = from.Int32(), SuspendedNs = from.Int64(), FollowedNs = from.Int64(), MatchedLength = from.Int32(),
        };
        var setAside = new Suspension[Count(from.Int32(), RequestTrace.MaxSetAside)];
        for (var i = 0; i < setAside.Length; i++) setAside[i] = new Suspension(from.Int64(), from.Int64(), from.Int32());
        return trace with { SetAside = [.. setAside] };
    }

    private static int Count(int value, int most) => (uint)value <= (uint)most ? value : throw new InvalidDataException($"A trace of {value} parts.");
}
