using BenchmarkDotNet.Attributes;

namespace Pensieve.Benchmarks.Engine;

/// <summary>What the copy costs that some of the sampler's cases include.</summary>
public class LogitCopyBenchmarks
{
    private float[] _logits = [];
    private float[] _working = [];

    [Params(4_096, 32_768, 131_072, 262_144)]
    public int Vocabulary { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _logits = LogitSource.Create(Vocabulary);
        _working = new float[Vocabulary];
    }

    [Benchmark]
    public void Copy() => _logits.CopyTo(_working, 0);
}
