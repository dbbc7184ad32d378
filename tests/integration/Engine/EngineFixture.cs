using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Engine;
using Pensieve.Engine.Models;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Telemetry;
using Pensieve.Engine.Worker;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Integration.Engine;

/// <summary>An engine with the small synthetic model, in one isolation.</summary>
public abstract class EngineFixture(IsolationMode isolation) : IAsyncLifetime
{
    private readonly EngineMeters _meters = new();

    /// <summary>The engine.</summary>
    public EngineHost Engine { get; private set; } = null!;

    /// <summary>Its model, with 4 slots, 2 places in the queue and 1,024 tokens of context.</summary>
    public IModelSession Model { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        // In process, the libraries are those of the published app too.
        Environment.SetEnvironmentVariable("PENSIEVE_NATIVE_DIR", Path.Combine(Path.GetDirectoryName(AppProcess.Executable)!, "native"));
        Engine = new EngineHost(Options(isolation), _meters, TimeProvider.System, NullLogger<EngineHost>.Instance);
        var outcome = await Engine.LoadAsync(Load(TestModels.Tiny), CancellationToken.None);
        Model = outcome.Model ?? throw new InvalidOperationException(outcome.Failure);
    }

    /// <summary>Host options of an isolation.</summary>
    public static EngineHostOptions Options(IsolationMode isolation) => new() { Isolation = isolation, WorkerCommand = [AppProcess.Executable, "worker"] };

    /// <summary>One compute thread, on the CPU.</summary>
    public static ModelLoadOptions Load(string path) => new()
    {
        Path = path, Parallel = 4, QueueCapacity = 64, ContextSize = 1024, Device = "cpu", GpuLayers = 0, Threads = 1,
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _meters.Dispose();
    }

    /// <summary>Runs a request to its end.</summary>
    public static async Task<(string Text, GenerationResult Result, List<TokenLogProbs> LogProbs)> RunAsync(IModelSession model, GenerationRequest request)
    {
        var outcome = model.Submit(request);
        Assert.Null(outcome.Failure);
        await using var generation = outcome.Generation!;
        var text = new MemoryStream();
        var logProbs = new List<TokenLogProbs>();
        while (await generation.NextAsync() is var next && next != GenerationEvent.Ended)
        {
            if (next != GenerationEvent.Chunk) continue;
            text.Write(generation.Chunk.Utf8.Span);
            logProbs.AddRange(generation.Chunk.LogProbs ?? []);
        }

        return (Encoding.UTF8.GetString(text.ToArray()), generation.Result, logProbs);
    }

    /// <summary>A greedy request.</summary>
    public static GenerationRequest Greedy(string prompt, int maxTokens = 24) => new()
    {
        Id = Guid.NewGuid().ToString("N"), Prompt = Prompt.FromText(prompt), MaxTokens = maxTokens,
        Sampling = new SamplingParameters { Temperature = 0 }, IgnoreEos = true,
    };
}

/// <summary>The engine in a worker process.</summary>
public sealed class WorkerEngineFixture() : EngineFixture(IsolationMode.Worker);

/// <summary>The engine in this process.</summary>
public sealed class InProcessEngineFixture() : EngineFixture(IsolationMode.InProcess);
