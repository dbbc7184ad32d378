using Pensieve.Engine.Requests;

namespace Pensieve.Tests.Components.Requests;

/// <summary>Records with chosen phases, in milliseconds after their receipt.</summary>
internal static class Records
{
    public const long Start = 5_000_000_000;

    public static RequestRecord Of(
        string id = "chatcmpl-abcdefghijklmnopqrstuvwx", double queuedAt = 2, double slotAt = 10, double prefilledAt = 110, double firstAt = 112, double lastAt = 1112, double endedAt = 1113,
        RequestTrace? trace = null, FinishReason reason = FinishReason.EndOfTurn, int slot = 0, int prompt = 200, int cached = 50, int output = 101, double offset = 0, string source = "openai.chat", EngineFailure? failure = null) =>
        new(id, "tiny", source, true, DateTimeOffset.UnixEpoch.AddDays(1).AddMilliseconds(offset + endedAt), new GenerationResult
        {
            Reason = reason, Failure = failure, Slot = slot, Usage = new TokenUsage(prompt, cached, output), Seed = 7, Trace = trace,
            Phases = new RequestPhases
            {
                Received = At(0), Submitted = At(0.1), Queued = At(queuedAt), SlotAssigned = At(slotAt), PrefillDone = At(prefilledAt), FirstToken = At(firstAt), LastToken = At(lastAt), Ended = At(endedAt),
            },
        })
        {
            Parameters = new RequestParameters(new SamplingParameters { Temperature = 0.5f, TopP = 0.9f }, 128, ["it's"], true, null),
        };

    public static long Ns(double ms) => Start + (long)(ms * 1e6);

    private static long At(double ms) => ms < 0 ? 0 : Ns(ms);
}
