using Pensieve.Engine.Requests;
using Pensieve.Engine.Scheduling;
using Pensieve.Engine.Tokens;

namespace Pensieve.Tests.Unit.Engine.Scheduling;

/// <summary>A decode loop over a <see cref="FakeDecoder"/>, driven step by step by the test.</summary>
internal sealed class LoopHarness : IDisposable
{
    public const int Vocabulary = 64;
    public const int EndToken = 63;
    private uint _next;

    public LoopHarness(int slots = 4, int cells = 1024, int batch = 64, int context = 512, int retained = 8, bool canShare = true, IEmbeddingSink? embeddings = null)
    {
        Decoder = new FakeDecoder(cells, slots + retained, Vocabulary) { CanSharePrefix = canShare };
        var pieces = Enumerable.Range(0, Vocabulary).Select(i => i == EndToken ? [] : new[] { (byte)('0' + i) }).ToArray();
        Loop = new DecodeLoop(Decoder, new TokenTable(pieces, [EndToken]), new DecodeLoopOptions(slots, batch, context), Sink, embeddings);
    }

    public FakeDecoder Decoder { get; }

    public RecordingSink Sink { get; } = new();

    public DecodeLoop Loop { get; }

    public static GenerationRequest Greedy(int maxTokens = 20) => new()
    {
        Id = "r", Prompt = Prompt.FromTokens([1]), MaxTokens = maxTokens, IgnoreEos = true,
        Sampling = new SamplingParameters { Temperature = 0 },
    };

    public SequenceRequest Post(IEnumerable<int> prompt, GenerationRequest? request = null, long deadlineNs = long.MaxValue)
    {
        var job = new SequenceRequest(++_next, request ?? Greedy(), [.. prompt]) { DeadlineNs = deadlineNs };
        Loop.Post(job);
        return job;
    }

    public void RunUntilIdle(int limit = 100_000)
    {
        while (Loop.RunOnce()) Assert.True(limit-- > 0, "The loop does not come to rest.");
        AssertBooksBalance();
    }

    /// <summary>The ledger agrees with what the decoder really holds.</summary>
    public void AssertBooksBalance() => Assert.Equal(Decoder.UsedCells, Loop.Kv.Used + Loop.Kv.Retained);

    /// <summary>What a greedy request must say, computed without any loop.</summary>
    public static string Expected(IEnumerable<int> prompt, int tokens)
    {
        var history = prompt.ToList();
        var text = "";
        for (var i = 0; i < tokens; i++)
        {
            var logits = FakeDecoder.LogitsAfter(history, Vocabulary);
            logits[EndToken] = float.NegativeInfinity;
            var best = Array.IndexOf(logits, logits.Max());
            history.Add(best);
            text += (char)('0' + best);
        }

        return text;
    }

    public void Dispose() => Loop.Dispose();
}
