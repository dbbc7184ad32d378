using Pensieve.Engine.Gguf;

namespace Pensieve.Tests.Unit.Engine.Gguf;

public sealed class MemoryEstimateTests
{
    private const double MiB = 1024 * 1024;

    /// <summary>
    /// Compute and KV buffers in MiB as llama.cpp v0.5.0 logged them on its CPU back end with flash attention:
    /// width, feed-forward, heads, KV heads, vocabulary; cells, sequences, batch, outputs; compute, KV; layers are 2.
    /// </summary>
    [Theory]
    [InlineData(64, 192, 2, 1, 4096, 512, 1, 512, 1, 2.14, 0.12)]
    [InlineData(64, 192, 2, 1, 4096, 32_768, 16, 512, 16, 33.64, 8)]
    [InlineData(64, 192, 2, 1, 4096, 8192, 4, 2048, 4, 38.55, 2)]
    [InlineData(64, 192, 2, 1, 4096, 131_072, 4, 512, 4, 129.64, 32)]
    [InlineData(512, 1536, 8, 4, 50_257, 512, 1, 512, 1, 13.51, 1)]
    [InlineData(512, 1536, 8, 4, 50_257, 8192, 4, 512, 4, 21.01, 16)]
    [InlineData(512, 1536, 8, 4, 50_257, 8192, 4, 512, 512, 100.16, 16)]
    [InlineData(512, 1536, 8, 4, 50_257, 8192, 4, 64, 4, 2.63, 16)]
    [InlineData(896, 4864, 14, 2, 50_257, 8192, 4, 512, 4, 43.51, 8)]
    [InlineData(896, 4864, 14, 2, 50_257, 8192, 4, 2048, 4, 174.05, 8)]
    [InlineData(896, 4864, 14, 2, 50_257, 8192, 4, 512, 512, 101.66, 8)]
    [InlineData(2048, 8192, 32, 8, 32_000, 32_768, 16, 512, 16, 96.01, 128)]
    [InlineData(2048, 8192, 32, 8, 32_000, 8192, 4, 512, 512, 72.01, 32)]
    [InlineData(1024, 4096, 16, 16, 4096, 32_768, 1, 128, 1, 16, 256)]
    [InlineData(1024, 4096, 16, 16, 4096, 8192, 4, 2048, 4, 160.05, 64)]
    [InlineData(2048, 64, 32, 8, 4096, 8192, 4, 512, 4, 28.01, 32)]
    [InlineData(2048, 1024, 16, 16, 4096, 8192, 4, 512, 4, 34.01, 128)]
    public void For_ShapesThatWereLoaded_MeetsWhatWasAllocated(
        int width, int feedForward, int heads, int kvHeads, int vocabulary, int cells, int parallel, int batch, int outputs, double compute, double kv)
    {
        var shape = Shape(width, feedForward, heads, kvHeads, vocabulary);

        var estimate = MemoryEstimate.For(
            Empty(), shape, new MemoryOptions { ContextTokens = cells, Parallel = parallel, BatchTokens = batch, Outputs = outputs });

        Assert.InRange(estimate.KvBytes / MiB, kv - 0.006, kv + 0.006);
        Assert.InRange(estimate.ComputeBytes / MiB / compute, 0.91, 1.03);
    }

    [Theory]
    [InlineData(GgmlType.F32, 64)]
    [InlineData(GgmlType.F16, 32)]
    [InlineData(GgmlType.Q8_0, 17)]
    [InlineData(GgmlType.Q4_0, 9)]
    public void For_KvTypes_MeetsWhatWasAllocated(GgmlType type, double mebibytes) => Assert.Equal(
        mebibytes,
        MemoryEstimate.For(Empty(), Shape(2048, 8192, 32, 8, 32_000), new MemoryOptions { ContextTokens = 8192, KvType = type }).KvBytes / MiB);

    [Fact]
    public void For_LayersOnDevice_SplitsBetweenHostAndDevice()
    {
        var file = Empty() with { Tensors = [Tensor("token_embd.weight", 100), Tensor("blk.0.a", 10), Tensor("blk.1.a", 20), Tensor("output.weight", 50)] };
        var shape = Shape(64, 192, 2, 1, 4096);
        var options = new MemoryOptions { ContextTokens = 1024 };

        var none = MemoryEstimate.For(file, shape, options);
        var two = MemoryEstimate.For(file, shape, options with { GpuLayers = 2 });
        var all = MemoryEstimate.For(file, shape, options with { GpuLayers = -1 });

        Assert.Equal((180, 0, 0), (none.HostWeightBytes, none.DeviceWeightBytes, none.DeviceBytes));
        Assert.Equal((110, 70), (two.HostWeightBytes, two.DeviceWeightBytes));
        Assert.Equal(two.HostKvBytes, two.DeviceKvBytes);
        Assert.Equal((100, 80), (all.HostWeightBytes, all.DeviceWeightBytes));
        Assert.Equal((0, none.HostKvBytes), (all.HostKvBytes, all.DeviceKvBytes));
    }

    /// <summary>As logged for a Vulkan device: layers on it; its compute and KV buffers, the host's compute and KV buffers, in MiB.</summary>
    [Theory]
    [InlineData(99, 19.01, 16, 10.01, 0)]
    [InlineData(2, 20.14, 8, 10.01, 8)]
    public void For_AVulkanDevice_MeetsWhatWasAllocated(int layers, double deviceCompute, double deviceKv, double hostCompute, double hostKv)
    {
        var estimate = MemoryEstimate.For(
            Empty(), Shape(512, 1536, 8, 4, 50_257), new MemoryOptions { ContextTokens = 8192, GpuLayers = layers });

        Assert.InRange(estimate.DeviceComputeBytes / MiB / deviceCompute, 1, 1.12);
        Assert.InRange(estimate.HostComputeBytes / MiB / hostCompute, 0.99, 1.01);
        Assert.Equal((deviceKv, hostKv), (estimate.DeviceKvBytes / MiB, estimate.HostKvBytes / MiB));
    }

    [Fact]
    public void For_TiedEmbedding_IsNeededTwiceOnADevice()
    {
        var file = Empty() with { Tensors = [Tensor("token_embd.weight", 100)] };

        var all = MemoryEstimate.For(file, Shape(64, 192, 2, 1, 4096), new MemoryOptions { ContextTokens = 64, GpuLayers = -1 });

        Assert.Equal((100, 100), (all.HostWeightBytes, all.DeviceWeightBytes));
    }

    [Fact]
    public void FitCheck_TooLittleMemory_SaysNeedAndFree()
    {
        var estimate = MemoryEstimate.For(Empty(), Shape(2048, 8192, 32, 8, 32_000), new MemoryOptions { ContextTokens = 8192 });

        var fits = FitCheck.Of(estimate, estimate.HostBytes);
        var not = FitCheck.Of(estimate, estimate.HostBytes - 1);

        Assert.True(fits.Fits);
        Assert.False(not.Fits);
        Assert.StartsWith("Does not fit: needs ", not.Sentence, StringComparison.Ordinal);
        Assert.Contains("KV cache 34 MB", not.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("max", 8_000_000L * 1024)]
    [InlineData("3000000000", 3_000_000_000 - (1_000_000_000 - 400_000_000))]
    public void HostMemory_InAControlGroup_IsTheSmallerOfBoth(string limit, long expected)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("meminfo"), "MemTotal: 16000000 kB\nMemAvailable:    8000000 kB\n");
        File.WriteAllText(folder.File("memory.max"), limit + "\n");
        File.WriteAllText(folder.File("memory.current"), "1000000000\n");
        File.WriteAllText(folder.File("memory.stat"), "anon 5\ninactive_file 400000000\n");

        Assert.Equal(expected, HostMemory.FreeBytes(folder.File("meminfo"), folder.Path));
    }

    private static GgufFile Empty() => new("x", 3, 32, 0, new GgufMetadata([]), []);

    private static GgufTensor Tensor(string name, long bytes) => new(name, [bytes], GgmlType.I8, 0, bytes);

    private static ModelShape Shape(int width, int feedForward, int heads, int kvHeads, int vocabulary) => new()
    {
        Architecture = "llama",
        Layers = 2,
        Width = width,
        Vocabulary = vocabulary,
        Context = 8192,
        Heads = heads,
        KvHeads = [kvHeads, kvHeads],
        KeyWidth = width / heads,
        ValueWidth = width / heads,
        FeedForward = feedForward,
    };
}
