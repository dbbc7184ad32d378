using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Console.Hosting;
using Pensieve.Engine;
using Pensieve.Engine.Models;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Unit.Console.Hosting;

public sealed class StartupModelTests
{
    [Fact]
    public async Task Completion_ModelGiven_IsLoadedWithTheOptions()
    {
        var file = Path.GetTempFileName();
        ModelLoadOptions? seen = null;
        var engine = new FakeEngine
        {
            OnLoad = o => { seen = o; return new LoadOutcome(new FakeModel("m"), null); },
        };

        var outcome = await StartAsync(new PensieveOptions { Model = file, Context = 100, Parallel = 2, Queue = 3, KvType = "q8_0", Threads = 5 }, engine);

        Assert.Equal("m", outcome.Model!.Id);
        Assert.Equal(
            new ModelLoadOptions { Path = file, ContextSize = 100, Parallel = 2, QueueCapacity = 3, KvType = "q8_0", Threads = 5, Device = "auto" }, seen);
        File.Delete(file);
    }

    [Fact]
    public async Task Completion_NoModel_SaysHowToGetOne()
    {
        var outcome = await StartAsync(new PensieveOptions { Models = "/no/such/folder" }, new FakeEngine());

        Assert.Contains("pensieve synth", outcome.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completion_LoadThrows_IsAFailure()
    {
        var file = Path.GetTempFileName();

        var outcome = await StartAsync(new PensieveOptions { Model = file }, new FakeEngine { OnLoad = _ => throw new InvalidOperationException("driver") });

        Assert.Equal("driver", outcome.Failure);
        File.Delete(file);
    }

    private static async Task<LoadOutcome> StartAsync(PensieveOptions options, IEngine engine)
    {
        using var startup = new StartupModel(options, NullLogger<StartupModel>.Instance, engine);
        await startup.StartAsync(CancellationToken.None);
        return await startup.Completion;
    }
}
