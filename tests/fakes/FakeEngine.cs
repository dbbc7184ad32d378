using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pensieve.Engine;
using Pensieve.Engine.Models;
using Pensieve.Engine.Requests;

namespace Pensieve.Tests.Fakes;

/// <summary>An engine without native code: tests set its snapshot and script what each generation does.</summary>
public sealed class FakeEngine : IEngine
{
    /// <summary>The fake's models; the first is the default.</summary>
    public List<FakeModel> FakeModels { get; } = [];

    /// <summary>What <see cref="Snapshot"/> returns.</summary>
    public EngineSnapshot Current { get; set; } = new(0, EngineState.Idle, null, []);

    /// <summary>What <see cref="RecentRequests"/> returns, newest first.</summary>
    public List<RequestRecord> Recent { get; } = [];

    /// <summary>What <see cref="GetDevicesAsync"/> returns.</summary>
    public List<DeviceInfo> Devices { get; } = [];

    /// <summary>What <see cref="LoadAsync"/> does; by default it fails.</summary>
    public Func<ModelLoadOptions, LoadOutcome> OnLoad { get; set; } = _ => new LoadOutcome(null, "The fake loads nothing.");

    /// <inheritdoc/>
    public event Action? Changed;

    /// <inheritdoc/>
    public IReadOnlyList<IModelSession> Models => FakeModels;

    /// <summary>Raises <see cref="Changed"/>.</summary>
    public void RaiseChanged() => Changed?.Invoke();

    /// <inheritdoc/>
    public EngineSnapshot Snapshot() => Current;

    /// <inheritdoc/>
    public bool TryGetModel(string id, [NotNullWhen(true)] out IModelSession? model)
    {
        model = FakeModels.Find(m => m.Id == id);
        return model is not null;
    }

    /// <inheritdoc/>
    public Task<LoadOutcome> LoadAsync(ModelLoadOptions options, CancellationToken cancellationToken) => Task.FromResult(OnLoad(options));

    /// <inheritdoc/>
    public Task<bool> UnloadAsync(string id, CancellationToken cancellationToken) => Task.FromResult(FakeModels.RemoveAll(m => m.Id == id) > 0);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeviceInfo>> GetDevicesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<DeviceInfo>>(Devices);

    /// <inheritdoc/>
    public Task DrainAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public IReadOnlyList<RequestRecord> RecentRequests(int count) => [.. Recent.Take(count)];
}

/// <summary>A model whose generations follow a script.</summary>
public sealed class FakeModel(string id) : IModelSession
{
    /// <summary>Every request submitted, in order.</summary>
    public List<GenerationRequest> Submitted { get; } = [];

    /// <summary>Ids of requests cancelled by their reader.</summary>
    public List<string> Cancelled { get; } = [];

    /// <summary>Refuses a request by returning a failure; null = accept.</summary>
    public Func<GenerationRequest, EngineFailure?> OnSubmit { get; set; } = _ => null;

    /// <summary>Plays an accepted generation; runs on the thread pool.</summary>
    public Func<FakeGeneration, Task> Script { get; set; } = g => g.SayAsync("Hello", " world");

    /// <inheritdoc/>
    public string Id => id;

    /// <inheritdoc/>
    public ModelInfo Info { get; set; } = new()
    {
        Id = id, Path = "/models/" + id + ".gguf", DisplayName = id, ContextPerSequence = 2048, ContextTotal = 8192,
        ContextTrained = 2048, VocabularySize = 1000, Slots = 4,
        Embedding = new EmbeddingInfo(8, Pooling.Mean, 2048, IsTrainedFor: false),
    };

    /// <inheritdoc/>
    public EngineState State { get; set; } = EngineState.Ready;

    /// <inheritdoc/>
    public SubmitOutcome Submit(GenerationRequest request)
    {
        lock (Submitted) Submitted.Add(request);
        if (OnSubmit(request) is { } failure) return new SubmitOutcome(null, failure with { IsRefusal = true });
        var generation = new Generation(request, g =>
        {
            lock (Cancelled) Cancelled.Add(g.Request.Id);
            g.PostEnd(new GenerationResult { Reason = FinishReason.Cancelled });
        });
        _ = Task.Run(() => Script(new FakeGeneration(generation)));
        return new SubmitOutcome(generation, null);
    }

    /// <summary>Every request for embeddings, in order.</summary>
    public List<EmbeddingRequest> Embedded { get; } = [];

    /// <summary>Refuses embeddings by returning a failure; null = accept.</summary>
    public Func<EmbeddingRequest, EngineFailure?> OnEmbed { get; set; } = _ => null;

    /// <summary>Vectors of length 1 whose direction depends on the input's tokens.</summary>
    public async Task<EmbeddingOutcome> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        lock (Embedded) Embedded.Add(request);
        if (OnEmbed(request) is { } failure) return new EmbeddingOutcome([], failure with { IsRefusal = true });
        var all = new List<Embedding>();
        foreach (var input in request.Inputs)
        {
            var tokens = (await TokenizeAsync(input, cancellationToken)).Tokens;
            var vector = Enumerable.Range(1, Info.Embedding?.Size ?? 8).Select(i => tokens.Sum(t => MathF.Sin(t * i))).ToArray();
            var norm = MathF.Sqrt(vector.Sum(x => x * x));
            all.Add(new Embedding([.. vector.Select(x => x / norm)], tokens.Length));
        }

        return new EmbeddingOutcome([.. all], null);
    }

    /// <summary>One token per UTF-16 unit of text.</summary>
    public Task<TokenizeOutcome> TokenizeAsync(Prompt prompt, CancellationToken cancellationToken)
    {
        ImmutableArray<int> tokens = prompt.Tokens.Length > 0 ? prompt.Tokens : [.. prompt.Segments.SelectMany(s => s.Text).Select(c => (int)c)];
        return Task.FromResult(new TokenizeOutcome(tokens, null));
    }

    /// <inheritdoc/>
    public Task<DetokenizeOutcome> DetokenizeAsync(ImmutableArray<int> tokens, CancellationToken cancellationToken) =>
        Task.FromResult(new DetokenizeOutcome(System.Text.Encoding.UTF8.GetBytes(string.Concat(tokens.Select(t => (char)t))), null));
}

/// <summary>The producer's side of a scripted generation.</summary>
public sealed class FakeGeneration(Generation generation)
{
    private int _output;

    /// <summary>The request being played.</summary>
    public GenerationRequest Request => generation.Request;

    /// <summary>Prompt tokens reported.</summary>
    public int PromptTokens { get; set; } = 5;

    /// <summary>Cached tokens reported.</summary>
    public int CachedTokens { get; set; }

    /// <summary>Tokens of thinking reported at the end.</summary>
    public int ReasoningTokens { get; set; }

    /// <summary>Reports Prompted: it fits and waits for a slot.</summary>
    public void Queue() => generation.PostPrompted(PromptTokens);

    /// <summary>Reports Prompted and Started.</summary>
    public void Start()
    {
        Queue();
        generation.PostStarted(CachedTokens);
    }

    /// <summary>Reports output; false = the reader's buffer is full.</summary>
    public bool Say(ReadOnlySpan<byte> utf8, int tokens = 1, IReadOnlyList<TokenLogProbs>? logProbs = null)
    {
        _output += tokens;
        return generation.PostChunk(utf8, tokens, logProbs);
    }

    /// <summary>Ends it.</summary>
    public void End(FinishReason reason, string? stopSequence = null, EngineFailure? failure = null) =>
        generation.PostEnd(new GenerationResult
        {
            Reason = reason, StopSequence = stopSequence, Failure = failure,
            Usage = new TokenUsage(PromptTokens, CachedTokens, _output, ReasoningTokens),
        });

    /// <summary>Start, each text as one token, and EndOfTurn (or MaxTokens when the limit is met first).</summary>
    public Task SayAsync(params string[] tokens)
    {
        Start();
        var limit = Request.MaxTokens ?? int.MaxValue;
        foreach (var token in tokens.Take(limit)) Say(System.Text.Encoding.UTF8.GetBytes(token));
        End(tokens.Length >= limit ? FinishReason.MaxTokens : FinishReason.EndOfTurn);
        return Task.CompletedTask;
    }
}
