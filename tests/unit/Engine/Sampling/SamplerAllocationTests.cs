using Pensieve.Engine.Requests;
using Pensieve.Engine.Sampling;

namespace Pensieve.Tests.Unit.Engine.Sampling;

public sealed class SamplerAllocationTests
{
    public static TheoryData<SamplingParameters> Parameters =>
    [
        new SamplingParameters { Temperature = 0 },
        new SamplingParameters { Temperature = 0.8f },
        new SamplingParameters { TopK = 40, TopP = 0.95f, MinP = 0.05f },
        new SamplingParameters { TopP = 0.9f },
        new SamplingParameters { RepeatPenalty = 1.1f, FrequencyPenalty = 0.5f, PresencePenalty = 0.5f, LogitBias = [new(3, -100)] },
        new SamplingParameters { TopLogProbs = 5 },
    ];

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Sample_SteadyState_DoesNotAllocate(SamplingParameters parameters)
    {
        const int vocabulary = 5000;
        var random = new Random(1);
        var logits = Enumerable.Range(0, vocabulary).Select(_ => 3 * LogitCases.Gaussian(random)).ToArray();
        var working = new float[vocabulary];
        var sampler = new Sampler(vocabulary);
        sampler.Reset(parameters, 1);
        Run(300);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(300);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int tokens)
        {
            for (var i = 0; i < tokens; i++)
            {
                logits.CopyTo(working, 0);
                sampler.Accept(sampler.Sample(working).Token);
            }
        }
    }
}
