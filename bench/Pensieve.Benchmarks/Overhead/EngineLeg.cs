using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Engine;
using Pensieve.Engine.Models;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Telemetry;
using Pensieve.Engine.Worker;

namespace Pensieve.Benchmarks.Overhead;

/// <summary>The engine through its own interface, in process or through the worker.</summary>
internal sealed class EngineLeg : ILeg
{
    private readonly EngineMeters _meters;
    private readonly EngineHost _engine;
    private readonly IModelSession _model;

    private EngineLeg(string name, EngineMeters meters, EngineHost engine, IModelSession model) => (Name, _meters, _engine, _model) = (name, meters, engine, model);

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Loads the model.</summary>
    public static async Task<EngineLeg> StartAsync(IsolationMode isolation, string app, ModelLoadOptions options)
    {
        var meters = new EngineMeters();
        var engine = new EngineHost(
            new EngineHostOptions { Isolation = isolation, WorkerCommand = [app, "worker"] }, meters, TimeProvider.System, NullLogger<EngineHost>.Instance);
        var outcome = await engine.LoadAsync(options, CancellationToken.None);
        return new EngineLeg(isolation.ToString(), meters, engine, outcome.Model ?? throw new InvalidOperationException(outcome.Failure));
    }

    /// <inheritdoc/>
    public async Task<double> RunAsync(int streams, int tokens)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, streams).Select(s => OneAsync(s, tokens)));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    private async Task<int> OneAsync(int stream, int tokens)
    {
        await using var generation = _model.Submit(new GenerationRequest
        {
            Id = "bench", Prompt = Prompt.FromText(OverheadOptions.PromptOf(stream)), MaxTokens = tokens, IgnoreEos = true, CachePrompt = false,
            Sampling = new SamplingParameters { Temperature = 0 },
        }).Generation ?? throw new InvalidOperationException("The engine refused a request.");
        while (await generation.NextAsync() != GenerationEvent.Ended) { }
        return generation.Result.Usage.OutputTokens;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _meters.Dispose();
    }
}
