using Pensieve.Engine;
using Pensieve.Harness.Load;
using Pensieve.Harness.Measuring;
using Pensieve.Harness.Runs.Events;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Harness.Measuring;

public sealed class ServerProbeTests
{
    [Fact]
    public async Task Samples_OfAPensieve_HaveItsCpuAndMemory()
    {
        await using var server = await ApiServer.StartAsync(arguments: ["--Pensieve:SignIn=off"]);
        server.Engine.Current = new EngineSnapshot(1, EngineState.Ready, null, [new ModelSnapshot
        {
            Id = "tiny", State = EngineState.Ready, WorkerRssBytes = 7 << 20, WorkerCpuMs = 100, Queued = 3, KvTotal = 512,
            Slots = [new SlotSnapshot(0, SlotState.Decode, "r", 1, 1, 1), new SlotSnapshot(1, SlotState.Idle, null, 0, 0, 0)],
        }]);
        using var client = new LlmClient(new Target { Url = server.Address, Kind = "pensieve", Model = "tiny" });
        List<ServerSample> samples = [];
        var second = new TaskCompletionSource();
        await using var probe = new ServerProbe(client);
        probe.Start(line =>
        {
            samples.Add((ServerSample)line);
            if (samples.Count == 2) second.TrySetResult();
        });
        await second.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await probe.StopAsync();

        Assert.Equal(("Ready", 1, 2, 3, 512, 7L << 20), (samples[0].State, samples[0].Busy, samples[0].Slots, samples[0].Queued, samples[0].KvTotal, samples[0].WorkerBytes));
        Assert.True(samples[0].AppBytes > 1 << 20);

        // A share needs two looks; this process has worked in between, its engine has not.
        Assert.Null(samples[0].AppCpu);
        Assert.InRange(samples[1].AppCpu!.Value, 0, Environment.ProcessorCount + 1);
        Assert.Equal(0, samples[1].WorkerCpu);
    }
}
