using Pensieve.Engine.Models;
using Pensieve.Engine.Native;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Scheduling;

namespace Pensieve.Tests.Unit.Engine.Scheduling;

/// <summary>Embeddings in the loop, over a decoder whose hidden state is (token, position, 1).</summary>
public sealed class EmbeddingLoopTests
{
    [Theory]
    [InlineData(Pooling.Mean)]
    [InlineData(Pooling.Cls)]
    [InlineData(Pooling.Last)]
    public void RunOnce_InputsOfAllLengths_ArePooledAndNormalised(Pooling pooling)
    {
        using var h = new Harness(pooling);
        var inputs = Enumerable.Range(1, 40).Select(n => Enumerable.Range(0, n * 7).Select(i => (i * 5 + n) % 60).ToList()).ToList();
        var job = h.Post(inputs);
        h.RunUntilIdle();
        Assert.Null(h.Ended[job.Call]);
        for (var i = 0; i < inputs.Count; i++)
        {
            var expected = Harness.Expected(inputs[i], pooling);
            Assert.Equal(expected.Length, h.Vectors[(job.Call, i)].Length);
            for (var d = 0; d < expected.Length; d++) Assert.Equal(expected[d], h.Vectors[(job.Call, i)][d], 4);
        }

        Assert.Equal(0, h.Embedder.Used);
        Assert.True(h.Embedder.Steps < inputs.Count, "Short inputs share steps.");
    }

    [Fact]
    public void RunOnce_ManyInputsBesideAStream_StreamGetsATokenBetweenSteps()
    {
        using var h = new Harness(Pooling.Mean);
        var talker = h.Loop.Post([1], LoopHarness.Greedy(60));
        h.Loop.Loop.RunOnce();
        h.Post([.. Enumerable.Range(0, 200).Select(_ => Enumerable.Range(0, 100).ToList())]);
        for (var i = 0; i < 30; i++)
        {
            var (before, steps) = (h.Loop.Sink[talker.Handle].Tokens, h.Embedder.Steps);
            h.Loop.Loop.RunOnce();
            Assert.Equal(before + 1, h.Loop.Sink[talker.Handle].Tokens);
            Assert.InRange(h.Embedder.Steps - steps, 0, 1);
        }

        Assert.True(h.Embedder.Steps >= 15, "Embeddings go on too.");
    }

    [Fact]
    public void RunOnce_PromptsWaitToo_TakeTurns()
    {
        using var h = new Harness(Pooling.Mean);
        h.Post([.. Enumerable.Range(0, 200).Select(_ => Enumerable.Range(0, 100).ToList())]);
        h.Loop.Post(Enumerable.Range(0, 400).Select(i => i % 60), LoopHarness.Greedy(1));
        for (var i = 0; i < 12; i++) h.Loop.Loop.RunOnce();
        Assert.True(h.Loop.Decoder.Evaluated > 0 && h.Embedder.Steps is > 2 and < 12);
    }

    [Fact]
    public void RunOnce_LargeJobFirst_SmallOneDoesNotWaitForItsEnd()
    {
        using var h = new Harness(Pooling.Last);
        var large = h.Post([.. Enumerable.Range(0, 500).Select(_ => Enumerable.Range(0, 200).ToList())]);
        h.Loop.Loop.RunOnce();
        var small = h.Post([[1, 2, 3]]);
        while (!h.Ended.ContainsKey(small.Call)) Assert.True(h.Loop.Loop.RunOnce());
        Assert.False(h.Ended.ContainsKey(large.Call));
        large.Cancelled = true;
        h.RunUntilIdle();
        Assert.True(h.Ended.ContainsKey(large.Call));
        Assert.Equal(0, h.Embedder.Used);
    }

    [Fact]
    public void RunOnce_DecodeFails_OnlyThoseUnderWayFail()
    {
        using var h = new Harness(Pooling.Mean);
        h.Embedder.Broken = true;
        var broken = h.Post([[1, 2]]);
        h.RunUntilIdle();
        Assert.Equal(FailureKind.DecodeFailed, h.Ended[broken.Call]!.Kind);
        h.Embedder.Broken = false;
        var next = h.Post([[1, 2]]);
        h.RunUntilIdle();
        Assert.Null(h.Ended[next.Call]);
    }

    private sealed class Harness : IEmbeddingSink, IDisposable
    {
        private int _next;

        public Harness(Pooling pooling)
        {
            Embedder = new FakeEmbedder(pooling);
            Loop = new LoopHarness(context: 2048, cells: 4096, embeddings: this);
        }

        public LoopHarness Loop { get; }

        public FakeEmbedder Embedder { get; }

        public Dictionary<(int, int), float[]> Vectors { get; } = [];

        public Dictionary<int, EngineFailure?> Ended { get; } = [];

        public static float[] Expected(List<int> tokens, Pooling pooling)
        {
            var sum = new double[3];
            for (var i = 0; i < tokens.Count; i++)
            {
                if ((pooling == Pooling.Cls && i > 0) || (pooling == Pooling.Last && i < tokens.Count - 1)) continue;
                sum[0] += tokens[i];
                sum[1] += i;
                sum[2] += 1;
            }

            var norm = Math.Sqrt(sum.Sum(x => x * x));
            return [.. sum.Select(x => (float)(x / norm))];
        }

        public EmbeddingJob Post(List<List<int>> inputs)
        {
            var job = new EmbeddingJob(++_next, inputs);
            Loop.Loop.Post(job, Embedder);
            return job;
        }

        public void RunUntilIdle() => Loop.RunUntilIdle();

        public void Embedded(EmbeddingJob job, int input, ReadOnlySpan<float> vector, int tokens)
        {
            Assert.False(Ended.ContainsKey(job.Call));
            Assert.Equal(job.Inputs[input].Count, tokens);
            Vectors.Add((job.Call, input), vector.ToArray());
        }

        public void EndEmbedding(EmbeddingJob job, EngineFailure? failure) => Ended.Add(job.Call, failure);

        public void Dispose() => Loop.Dispose();
    }

    private sealed unsafe class FakeEmbedder(Pooling pooling) : IEmbedder
    {
        private readonly Dictionary<int, List<int>> _sequences = [];
        private readonly Dictionary<int, float[]> _states = [];

        public EmbeddingInfo Info { get; } = new(3, pooling, 500, IsTrainedFor: true);

        public int Cells => 512;

        public int MaxSequences => 4;

        public bool Broken { get; set; }

        public int Steps { get; private set; }

        public int Used => _sequences.Values.Sum(s => s.Count);

        public DecodeStatus Decode(DecodeBatch batch)
        {
            Steps++;
            _states.Clear();
            if (Broken) return (DecodeStatus)(-3);
            var native = batch.Native;
            Assert.InRange(native.TokenCount, 1, 512);
            for (var i = 0; i < native.TokenCount; i++)
            {
                var id = native.SequenceIds[i][0];
                if (!_sequences.TryGetValue(id, out var sequence)) _sequences[id] = sequence = [];
                Assert.Equal(sequence.Count, native.Positions[i]);
                sequence.Add(native.Tokens[i]);
                if (native.Logits[i] != 0) _states[i] = [native.Tokens[i], native.Positions[i], 1];
            }

            Assert.InRange(Used, 0, Cells);
            return DecodeStatus.Ok;
        }

        public ReadOnlySpan<float> HiddenState(int batchIndex) => _states[batchIndex];

        public void Clear(int sequence) => _sequences.Remove(sequence);
    }
}
