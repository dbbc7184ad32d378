using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Telemetry;
using Pensieve.Engine.Worker;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Integration.Engine;

/// <summary>The Vulkan code path, on Mesa's software device where there is no GPU.</summary>
public sealed class VulkanTests
{
    [Fact]
    public async Task Generate_OnVulkan_SaysWhatTheCpuSays()
    {
        // ggml leaves out CPU-type Vulkan devices unless it is told which ones to use. The worker inherits this.
        Environment.SetEnvironmentVariable("GGML_VK_VISIBLE_DEVICES", "0");
        using var meters = new EngineMeters();
        await using var engine = new EngineHost(EngineFixture.Options(IsolationMode.Worker), meters, TimeProvider.System, NullLogger<EngineHost>.Instance);
        var devices = await engine.GetDevicesAsync(CancellationToken.None);
        var vulkan = devices.FirstOrDefault(d => d.Name.StartsWith("Vulkan", StringComparison.Ordinal));
        Environment.SetEnvironmentVariable("GGML_VK_VISIBLE_DEVICES", null);
        if (vulkan is null) Assert.Skip("No Vulkan device: install mesa-vulkan-drivers for the software one.");

        Environment.SetEnvironmentVariable("GGML_VK_VISIBLE_DEVICES", "0");
        var onGpu = await engine.LoadAsync(EngineFixture.Load(TestModels.Tiny) with { Id = "gpu", Device = vulkan!.Name, GpuLayers = -1 }, CancellationToken.None);
        Environment.SetEnvironmentVariable("GGML_VK_VISIBLE_DEVICES", null);
        Assert.Null(onGpu.Failure);
        var onCpu = await engine.LoadAsync(EngineFixture.Load(TestModels.Tiny) with { Id = "cpu" }, CancellationToken.None);
        Assert.Null(onCpu.Failure);
        Assert.Equal(vulkan.Name, onGpu.Model!.Info.Device);

        var request = EngineFixture.Greedy("Hello world", 2) with { Sampling = new SamplingParameters { Temperature = 0, TopLogProbs = 3 } };
        var gpu = await EngineFixture.RunAsync(onGpu.Model, request);
        var cpu = await EngineFixture.RunAsync(onCpu.Model!, request);
        Assert.Equal(cpu.LogProbs[0].Chosen.Token, gpu.LogProbs[0].Chosen.Token);
        Assert.Equal(cpu.LogProbs[0].Chosen.LogProb, gpu.LogProbs[0].Chosen.LogProb, 0.05f);
    }
}
