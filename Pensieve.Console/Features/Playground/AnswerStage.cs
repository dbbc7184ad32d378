namespace Pensieve.Console.Features.Playground;

/// <summary>How far an answer is.</summary>
public enum AnswerStage
{
    /// <summary>Not yet known to fit.</summary>
    Sent,

    /// <summary>It fits and waits for a slot.</summary>
    Queued,

    /// <summary>Its prompt is being read.</summary>
    Prefill,

    /// <summary>Tokens come.</summary>
    Decode,

    /// <summary>It is over.</summary>
    Ended,
}
