using Pensieve.Harness.Runs;
using Pensieve.Harness.Runs.Events;

namespace Pensieve.Harness.Load.Wire;

/// <summary>What became of one call: raw stamps in clock ticks, the server's counts, and the answer where it was asked for.</summary>
public sealed class GenerationResult
{
    /// <summary>Ended with its proper terminal frame or as a whole document.</summary>
    public const string Ok = "ok";

    /// <summary>Refused with 429, 503 or 529: the server said that it is full.</summary>
    public const string Shed = "shed";

    /// <summary>The harness closed it on purpose.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Its stream ended without a terminal frame.</summary>
    public const string Truncated = "truncated";

    /// <summary>No end within its time.</summary>
    public const string Timeout = "timeout";

    /// <summary>The connection broke.</summary>
    public const string Reset = "reset";

    /// <summary>No connection was made.</summary>
    public const string Refused = "refused";

    /// <summary>An error inside the stream.</summary>
    public const string StreamError = "stream_error";

    /// <summary>A well-formed answer that is not the right one; set by who can tell.</summary>
    public const string Wrong = "wrong";

    /// <summary>The harness's id of it.</summary>
    public string Id { get; set; } = "";

    /// <summary>Kind of work.</summary>
    public string? Kind { get; set; }

    /// <summary>Phase it was scheduled in.</summary>
    public string? Phase { get; set; }

    /// <summary>Which user of a closed load sent it; -1 = of no user.</summary>
    public int User { get; set; } = -1;

    /// <summary>When the schedule wanted it sent, when it was sent, and when the response's head came (0 = never).</summary>
    public long Sched { get; set; }

    /// <inheritdoc cref="Sched"/>
    public long Send { get; set; }

    /// <inheritdoc cref="Sched"/>
    public long Head { get; set; }

    /// <summary>First and last frame with a payload; 0 = none came.</summary>
    public long First { get; set; }

    /// <inheritdoc cref="First"/>
    public long Last { get; set; }

    /// <summary>First frame with visible text; 0 = none came.</summary>
    public long FirstText { get; set; }

    /// <summary>Terminal frame, or the moment of failure.</summary>
    public long Term { get; set; }

    /// <summary>One of the constants, or "http_" and a status.</summary>
    public string Outcome { get; set; } = Ok;

    /// <summary>HTTP status; 0 = none came.</summary>
    public int Status { get; set; }

    /// <summary>What the server or the network said of a failure.</summary>
    public string? Error { get; set; }

    /// <summary>The server's finish or stop reason.</summary>
    public string? Finish { get; set; }

    /// <summary>The server's id: its request id header, else the answer's id.</summary>
    public string? ServerId { get; set; }

    /// <summary>Seconds that a refusal asks to wait; null = not said.</summary>
    public double? RetryAfter { get; set; }

    /// <summary>Prompt tokens of the usage, cached ones included; 0 = not said.</summary>
    public int PromptTokens { get; set; }

    /// <summary>Of them cached; null = not said.</summary>
    public int? CachedTokens { get; set; }

    /// <summary>N: output tokens of the usage; -1 = not said.</summary>
    public int OutputTokens { get; set; } = -1;

    /// <summary>n₁: tokens of the first payload frame; 1 if unknown.</summary>
    public int FirstTokens { get; set; } = 1;

    /// <summary>Text of the first payload frame, for counting its tokens; null = not kept.</summary>
    public string? FirstFrameText { get; set; }

    /// <summary>Microseconds from <see cref="Send"/> to each payload frame.</summary>
    public int[] FrameMicros { get; set; } = [];

    /// <summary>Bytes of the body.</summary>
    public long Bytes { get; set; }

    /// <summary>Terminal frames seen, and frames after the first of them; a proper stream has 1 and 0.</summary>
    public int Terminals { get; set; }

    /// <inheritdoc cref="Terminals"/>
    public int AfterTerminal { get; set; }

    /// <summary>The answer's text and tool arguments, or an error's body; null = not kept.</summary>
    public string? Text { get; set; }

    /// <summary>Every frame; null = not kept.</summary>
    public IReadOnlyList<StreamFrame>? Frames { get; set; }

    /// <summary>Headers of the response; null = none came, or frames were not kept.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; set; }

    /// <summary>Whether it ended well.</summary>
    public bool IsOk => Outcome == Ok;

    /// <summary>Tokens, as well as they are known: of the usage, else a frame counts as one.</summary>
    public int Tokens => OutputTokens >= 0 ? OutputTokens : FrameMicros.Length;

    /// <summary>Milliseconds from the scheduled send to the first token; null = none came.</summary>
    public double? TtftMs => First == 0 ? null : RunClock.Milliseconds(Sched, First);

    /// <summary>Milliseconds per token after the first frame's; null with fewer than two frames or no more tokens than the first brought.</summary>
    public double? TpotMs => First == 0 || FrameMicros.Length < 2 || Tokens <= FirstTokens ? null : RunClock.Milliseconds(First, Last) / (Tokens - FirstTokens);

    /// <summary>Milliseconds from the scheduled send to the terminal frame.</summary>
    public double E2EMs => RunClock.Milliseconds(Sched, Term);

    /// <summary>Longest gap between two payload frames, in milliseconds.</summary>
    public double MaxGapMs
    {
        get
        {
            var most = 0;
            for (var i = 1; i < FrameMicros.Length; i++) most = Math.Max(most, FrameMicros[i] - FrameMicros[i - 1]);
            return most / 1e3;
        }
    }

    /// <summary>The line of the record.</summary>
    public RequestSample Sample(RunClock clock) => new(
        Id, ServerId, Kind, Phase, Round(clock.Seconds(Sched)), Round(clock.Seconds(Send)), First == 0 ? null : Round(clock.Seconds(First)),
        Last == 0 ? null : Round(clock.Seconds(Last)), Round(clock.Seconds(Term)), Outcome, Status, Finish, PromptTokens, CachedTokens,
        Tokens, FirstTokens, FrameMicros.Length, Math.Round(MaxGapMs, 3), Error);

    private static double Round(double seconds) => Math.Round(seconds, 6);
}
