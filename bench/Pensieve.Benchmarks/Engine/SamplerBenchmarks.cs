using BenchmarkDotNet.Attributes;
using Pensieve.Engine.Sampling;

namespace Pensieve.Benchmarks.Engine;

/// <summary>
/// One token from one vocabulary of logits. Where the sampler overwrites them, the time includes copying them anew
/// (<see cref="LogitCopyBenchmarks"/> has that alone); in service each step's logits are new anyhow.
/// </summary>
public class SamplerBenchmarks
{
    private float[] _logits = [];
    private float[] _working = [];
    private Sampler _sampler = null!;
    private NaiveSampler _naive = null!;

    [Params(4_096, 32_768, 131_072, 262_144)]
    public int Vocabulary { get; set; }

    [ParamsAllValues]
    public SamplingCase Case { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _logits = LogitSource.Create(Vocabulary);
        _working = [.. _logits];
        _sampler = new Sampler(Vocabulary);
        _sampler.Reset(Case.Parameters(), 1);
        _naive = new NaiveSampler(Case.Parameters(), Vocabulary);
        for (var i = 0; i < 64; i++)
        {
            _sampler.Accept(i * 7 % 50);
            if (Case == SamplingCase.Penalties) _naive.Accept(i * 7 % 50);
        }
    }

    [Benchmark(Baseline = true)]
    public int FullSort()
    {
        if (Case.Overwrites()) _logits.CopyTo(_working, 0);
        return _naive.Sample(_working);
    }

    [Benchmark]
    public int Sampler()
    {
        if (Case.Overwrites()) _logits.CopyTo(_working, 0);
        var token = _sampler.Sample(_working).Token;
        _sampler.Accept(token);
        return token;
    }
}
