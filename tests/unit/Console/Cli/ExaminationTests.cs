using Pensieve.Console.Cli.Doctor;
using Pensieve.Console.Hosting;
using Pensieve.Engine.Models;

namespace Pensieve.Tests.Unit.Console.Cli;

public sealed class ExaminationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pensieve-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task RunAsync_AllThere_FindsNothingLacking()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "libllama.vulkan.v0.5.0.so"), "");
        File.WriteAllText(Path.Combine(_folder.FullName, "m.gguf"), "");

        var findings = await RunAsync(Healthy(), new FakeProbe(new("v0.5.0", [new DeviceInfo("Vulkan0", "Some GPU", "gpu", 8_000_000_000, 6_000_000_000)], null)));

        Assert.All(findings, f => Assert.True(f.State == FindingState.Ok, f.ToString()));
        Assert.Contains(findings, f => f.Name == "Device Vulkan0" && f.Detail == "Some GPU (gpu, 6.0 GB of 8.0 GB free)");
        Assert.Equal(0, DoctorCommand.Write(findings, TextWriter.Null));
    }

    [Fact]
    public async Task RunAsync_NothingThere_SaysWhatEachCosts()
    {
        var machine = Healthy() with
        {
            VersionOf = (name, _) => Task.FromResult(name == "node" ? "v18.1.0" : null), HasAny = _ => false, NativeFolder = "/no/such", Memory = () => (1, 2),
        };

        var findings = await RunAsync(machine, new FakeProbe(new(null, [], "the worker died")));

        Assert.All(findings.Where(f => f.State != FindingState.Ok), f => Assert.NotNull(f.Cost));
        Assert.Contains(findings, f => f is { Name: "Node", State: FindingState.Lacking, Detail: "v18.1.0" });
        Assert.Contains(findings, f => f is { Name: "Native engine", State: FindingState.Broken });
        Assert.Contains(findings, f => f is { Name: "Devices", State: FindingState.Broken, Detail: "the worker died" });
        Assert.Equal(1, DoctorCommand.Write(findings, TextWriter.Null));
    }

    private Machine Healthy() => new()
    {
        VersionOf = (name, _) => Task.FromResult<string?>(name == "node" ? "v20.1.0" : "10.0.401"),
        HasAny = _ => true,
        NativeFolder = _folder.FullName,
        Memory = () => (8_000_000_000, 16_000_000_000),
    };

    private Task<IReadOnlyList<Finding>> RunAsync(Machine machine, INativeProbe probe) =>
        new Examination(machine, new PensieveOptions { Models = _folder.FullName, Data = _folder.FullName }, probe).RunAsync(CancellationToken.None);

    private sealed class FakeProbe(NativeProbeOutcome outcome) : INativeProbe
    {
        public Task<NativeProbeOutcome> ProbeAsync(CancellationToken cancellationToken) => Task.FromResult(outcome);
    }
}
