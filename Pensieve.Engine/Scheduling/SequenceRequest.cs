using Pensieve.Engine.Grammars;
using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Scheduling;

/// <summary>A request as the decode loop knows it, from its arrival to its end.</summary>
internal sealed class SequenceRequest(uint handle, GenerationRequest request, List<int> prompt)
{
    private volatile bool _cancelled;

    /// <summary>Names it between app and worker.</summary>
    public uint Handle => handle;

    /// <summary>What was asked for.</summary>
    public GenerationRequest Request => request;

    /// <summary>Prompt tokens; tokens generated before a preemption follow them.</summary>
    public List<int> Tokens => prompt;

    /// <summary>Prompt tokens without any generated ones.</summary>
    public int PromptLength { get; } = prompt.Count;

    /// <summary>Stamp after which it has failed, in EngineClock nanoseconds.</summary>
    public long DeadlineNs { get; init; } = long.MaxValue;

    /// <summary>The tokens that end thinking when its budget is used up; empty = it has none.</summary>
    public IReadOnlyList<int> ClosingTokens { get; init; } = [];

    /// <summary>Where its output is in its grammar; null = it has none.</summary>
    public TokenConstraint? Constraint { get; init; }

    /// <summary>Why it cannot begin, where that is known before it is queued.</summary>
    public EngineFailure? Refusal { get; init; }

    /// <summary>Set by any thread; the loop acts on it before its next step.</summary>
    public bool Cancelled
    {
        get => _cancelled;
        set => _cancelled = value;
    }

    /// <summary>Stamps so far.</summary>
    public RequestPhases Phases { get; set; }

    /// <summary>What a preempted request had already reached; null before its first slot.</summary>
    public ActiveSequence? Suspended { get; set; }
}
