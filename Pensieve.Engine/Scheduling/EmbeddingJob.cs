using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Scheduling;

/// <summary>Inputs to embed, as the loop knows them.</summary>
/// <param name="call">Names the request between app and worker.</param>
/// <param name="inputs">Tokens of each input, at least one.</param>
internal sealed class EmbeddingJob(int call, IReadOnlyList<List<int>> inputs)
{
    private volatile bool _cancelled;

    /// <inheritdoc cref="EmbeddingJob(int, IReadOnlyList{List{int}})"/>
    public int Call => call;

    /// <inheritdoc cref="EmbeddingJob(int, IReadOnlyList{List{int}})"/>
    public IReadOnlyList<List<int>> Inputs => inputs;

    /// <summary>Inputs that were begun.</summary>
    public int Begun { get; set; }

    /// <summary>Inputs that are done.</summary>
    public int Done { get; set; }

    /// <summary>Set by any thread; the loop acts on it before its next step.</summary>
    public bool Cancelled
    {
        get => _cancelled;
        set => _cancelled = value;
    }
}

/// <summary>Told what the loop made of inputs, on its thread.</summary>
internal interface IEmbeddingSink
{
    /// <summary>One input is done.</summary>
    void Embedded(EmbeddingJob job, int input, ReadOnlySpan<float> vector, int tokens);

    /// <summary>All are, or the rest was given up; null = well. Nothing more comes.</summary>
    void EndEmbedding(EmbeddingJob job, EngineFailure? failure);
}
