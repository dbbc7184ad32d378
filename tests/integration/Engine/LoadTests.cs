using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Engine;
using Pensieve.Engine.Models;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Telemetry;
using Pensieve.Engine.Worker;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Integration.Engine;

/// <summary>Loads that succeed, fail and are refused, in a worker.</summary>
public sealed class LoadTests : IAsyncLifetime
{
    private readonly EngineMeters _meters = new();
    private EngineHost _engine = null!;

    public ValueTask InitializeAsync()
    {
        _engine = new EngineHost(EngineFixture.Options(IsolationMode.Worker), _meters, TimeProvider.System, NullLogger<EngineHost>.Instance);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _meters.Dispose();
    }

    [Fact]
    public async Task Load_TruncatedFile_SaysWhatIsWrongAndWhere()
    {
        var path = Path.Combine(Path.GetTempPath(), $"cut-{Guid.NewGuid():N}.gguf");
        await File.WriteAllBytesAsync(path, File.ReadAllBytes(TestModels.Tiny)[..20_000]);
        try
        {
            var outcome = await _engine.LoadAsync(EngineFixture.Load(path), CancellationToken.None);
            Assert.Null(outcome.Model);
            Assert.Contains("not a usable GGUF file", outcome.Failure, StringComparison.Ordinal);
            Assert.Equal(EngineState.Failed, _engine.Snapshot().State);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Load_ThatCannotFit_IsRefusedWithTheNumbers()
    {
        var options = EngineFixture.Load(TestModels.Tiny) with { ContextSize = 1 << 25, KvType = "f32" };
        var outcome = await _engine.LoadAsync(options, CancellationToken.None);
        Assert.Contains("Does not fit: needs", outcome.Failure, StringComparison.Ordinal);
        Assert.Contains("--ctx", outcome.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_UnknownDevice_NamesTheOnesThereAre()
    {
        var outcome = await _engine.LoadAsync(EngineFixture.Load(TestModels.Tiny) with { Device = "Vulkan77", GpuLayers = -1 }, CancellationToken.None);
        Assert.Contains("CPU", outcome.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_SameIdTwice_IsRefusedAndAfterUnloadAccepted()
    {
        Assert.Null((await _engine.LoadAsync(EngineFixture.Load(TestModels.Tiny), CancellationToken.None)).Failure);
        Assert.Contains("loaded already", (await _engine.LoadAsync(EngineFixture.Load(TestModels.Tiny), CancellationToken.None)).Failure, StringComparison.Ordinal);
        Assert.True(await _engine.UnloadAsync("tiny", CancellationToken.None));
        Assert.False(await _engine.UnloadAsync("tiny", CancellationToken.None));
        Assert.Null((await _engine.LoadAsync(EngineFixture.Load(TestModels.Tiny), CancellationToken.None)).Failure);
    }

    [Fact]
    public async Task Unload_WithRequestsRunningAndWaiting_TellsThemAndNewOnesThatTheModelGoes()
    {
        var model = (await _engine.LoadAsync(EngineFixture.Load(TestModels.Tiny) with { Parallel = 1, ContextSize = 16_384 }, CancellationToken.None)).Model!;
        var running = EngineFixture.RunAsync(model, EngineFixture.Greedy("one", 16_000));
        var waiting = EngineFixture.RunAsync(model, EngineFixture.Greedy("two", 16_000));
        using var outOfTime = new CancellationTokenSource();
        var unload = _engine.UnloadAsync("tiny", outOfTime.Token);
        Assert.True(Assert.Single(_engine.Snapshot().Models) is { State: EngineState.Draining, IsUnloading: true, Reason: "It is being unloaded." });

        var refusal = model.Submit(EngineFixture.Greedy("three")).Failure!;
        Assert.Equal((FailureKind.ModelUnloaded, null), (refusal.Kind, refusal.RetryAfter));
        Assert.StartsWith("The model tiny is being unloaded and takes no new requests. GET /v1/models lists", refusal.Message, StringComparison.Ordinal);
        await outOfTime.CancelAsync();
        Assert.True(await unload);
        foreach (var (_, result, _) in await Task.WhenAll(running, waiting))
        {
            Assert.Equal((FinishReason.Failed, FailureKind.ModelUnloaded), (result.Reason, result.Failure!.Kind));
            Assert.StartsWith("The model tiny was unloaded before this request was finished. GET", result.Failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Load_AutoWithoutAWorkerProgram_RunsInProcessAndSaysDegraded()
    {
        var options = new EngineHostOptions { WorkerCommand = ["/no/such/program"] };
        Environment.SetEnvironmentVariable(NativeLibrariesVariable, Path.Combine(Path.GetDirectoryName(AppProcess.Executable)!, "native"));
        await using var engine = new EngineHost(options, _meters, TimeProvider.System, NullLogger<EngineHost>.Instance);
        Assert.Null((await engine.LoadAsync(EngineFixture.Load(TestModels.Tiny), CancellationToken.None)).Failure);
        var model = Assert.Single(engine.Snapshot().Models);
        Assert.Equal(("InProcess", EngineState.Degraded), (model.Isolation, model.State));
        Assert.NotNull(model.Reason);
    }

    [Fact]
    public async Task Load_MemoryOfTheWorker_IsWithin15PercentOfTheEstimate()
    {
        var options = EngineFixture.Load(TestModels.Write("60M")) with { ContextSize = 8192 };
        var outcome = await _engine.LoadAsync(options, CancellationToken.None);
        Assert.Null(outcome.Failure);
        await EngineFixture.RunAsync(outcome.Model!, EngineFixture.Greedy(string.Concat(Enumerable.Repeat("fill the batch once ", 120)), 8));
        var snapshot = Assert.Single(_engine.Snapshot().Models);
        var ratio = (double)snapshot.WorkerRssBytes / snapshot.Info!.EstimatedBytes;
        Assert.True(ratio is > 0.85 and < 1.15, $"RSS {snapshot.WorkerRssBytes / 1e6:F0} MB is {ratio:F2} of the estimate {snapshot.Info.EstimatedBytes / 1e6:F0} MB.");
    }

    private const string NativeLibrariesVariable = "PENSIEVE_NATIVE_DIR";
}
