using System.Runtime.CompilerServices;
using Pensieve.Engine.Native;

namespace Pensieve.Tests.Unit.Engine.Native;

/// <summary>
/// Sizes and offsets as a C compiler gives them for llama.h of release v0.5.0. A new release whose structs differ must
/// fail here before it corrupts memory.
/// </summary>
public sealed unsafe class NativeLayoutTests
{
    [Fact]
    public void LlamaModelParams_Layout_IsThatOfTheHeader()
    {
        Assert.Equal(80, Unsafe.SizeOf<LlamaModelParams>());
        LlamaModelParams p;
        Assert.Equal(0, Offset(&p, &p.Devices));
        Assert.Equal(16, Offset(&p, &p.GpuLayers));
        Assert.Equal(20, Offset(&p, &p.SplitMode));
        Assert.Equal(24, Offset(&p, &p.LoadMode));
        Assert.Equal(28, Offset(&p, &p.LazyMode));
        Assert.Equal(32, Offset(&p, &p.MainGpu));
        Assert.Equal(40, Offset(&p, &p.TensorSplit));
        Assert.Equal(48, Offset(&p, &p.ProgressCallback));
        Assert.Equal(56, Offset(&p, &p.ProgressUserData));
        Assert.Equal(64, Offset(&p, &p.KvOverrides));
        Assert.Equal(72, Offset(&p, &p.VocabOnly));
        Assert.Equal(77, Offset(&p, &p.LoadMtp));
    }

    [Fact]
    public void LlamaContextParams_Layout_IsThatOfTheHeader()
    {
        Assert.Equal(160, Unsafe.SizeOf<LlamaContextParams>());
        LlamaContextParams p;
        Assert.Equal(20, Offset(&p, &p.MaxOutputs));
        Assert.Equal(28, Offset(&p, &p.Threads));
        Assert.Equal(52, Offset(&p, &p.FlashAttention));
        Assert.Equal(56, Offset(&p, &p.RopeFrequencyBase));
        Assert.Equal(84, Offset(&p, &p.DefragThreshold));
        Assert.Equal(88, Offset(&p, &p.EvalCallback));
        Assert.Equal(104, Offset(&p, &p.TypeK));
        Assert.Equal(112, Offset(&p, &p.AbortCallback));
        Assert.Equal(128, Offset(&p, &p.Embeddings));
        Assert.Equal(133, Offset(&p, &p.KvUnified));
        Assert.Equal(136, Offset(&p, &p.Samplers));
        Assert.Equal(144, Offset(&p, &p.SamplerCount));
        Assert.Equal(152, Offset(&p, &p.OtherContext));
    }

    [Fact]
    public void LlamaBatch_Layout_IsThatOfTheHeader()
    {
        Assert.Equal(56, Unsafe.SizeOf<LlamaBatch>());
        LlamaBatch p;
        Assert.Equal(8, Offset(&p, &p.Tokens));
        Assert.Equal(16, Offset(&p, &p.Embeddings));
        Assert.Equal(24, Offset(&p, &p.Positions));
        Assert.Equal(32, Offset(&p, &p.SequenceCounts));
        Assert.Equal(40, Offset(&p, &p.SequenceIds));
        Assert.Equal(48, Offset(&p, &p.Logits));
    }

    // Not Marshal.OffsetOf: that is the layout for run-time marshalling, which the binding does without.
    private static long Offset(void* start, void* field) => (byte*)field - (byte*)start;
}
