namespace Pensieve.Harness.Runs.Events;

/// <summary>One request, raw: what every percentile of a verdict is computed from. Stamps are seconds on the run's clock.</summary>
/// <param name="Id">The harness's id of the request, unique in the run.</param>
/// <param name="ServerId">The server's id of it; null = it gave none.</param>
/// <param name="Kind">Kind of work within a mixture: "short", "long-prompt", "tool".</param>
/// <param name="Phase">Phase it was scheduled in; only "steady" counts for steady-state figures.</param>
/// <param name="Sched">When the schedule wanted it sent; closed loops: = Send.</param>
/// <param name="Send">When it was sent.</param>
/// <param name="First">First frame with a payload; null = none came.</param>
/// <param name="Last">Last frame with a payload; null = none came.</param>
/// <param name="Term">Terminal frame, or the moment of failure.</param>
/// <param name="Outcome">"ok", "shed", "cancelled", or the kind of failure: "timeout", "reset", "http_500", "truncated", "wrong".</param>
/// <param name="Status">HTTP status; 0 = none came.</param>
/// <param name="Finish">The server's finish or stop reason.</param>
/// <param name="PromptTokens">Of the final usage.</param>
/// <param name="CachedTokens">Of them from the cache; null = not said.</param>
/// <param name="OutputTokens">N: of the final usage.</param>
/// <param name="FirstTokens">n₁: tokens in the first payload frame; 1 if unknown.</param>
/// <param name="Frames">Payload frames.</param>
/// <param name="MaxGapMs">Longest gap between two payload frames.</param>
/// <param name="Error">What the server or the network said; null = all well.</param>
public sealed record RequestSample(
    string Id,
    string? ServerId,
    string? Kind,
    string? Phase,
    double Sched,
    double Send,
    double? First,
    double? Last,
    double Term,
    string Outcome,
    int Status,
    string? Finish,
    int PromptTokens,
    int? CachedTokens,
    int OutputTokens,
    int FirstTokens,
    int Frames,
    double MaxGapMs,
    string? Error) : RunEvent;
