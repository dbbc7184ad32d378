using Pensieve.Engine.Requests;

namespace Pensieve.Tests.Unit.Engine.Requests;

public sealed class GenerationTests
{
    [Fact]
    public async Task NextAsync_ChunksPostedBetweenReads_AreHandedOverAsOne()
    {
        await using var generation = new Generation(new GenerationRequest { Id = "a", Prompt = Prompt.FromText("x") }, _ => { });
        generation.PostPrompted(3);
        generation.PostStarted(1);
        Assert.True(generation.PostChunk("Hel"u8, 1));
        Assert.True(generation.PostChunk("lo"u8, 1));
        Assert.True(generation.PostEnd(new GenerationResult { Reason = FinishReason.EndOfTurn }));

        Assert.Equal(GenerationEvent.Prompted, await generation.NextAsync());
        Assert.Equal(GenerationEvent.Started, await generation.NextAsync());
        Assert.Equal(GenerationEvent.Chunk, await generation.NextAsync());
        Assert.Equal("Hello"u8.ToArray(), generation.Chunk.Utf8.ToArray());
        Assert.Equal(2, generation.Chunk.Tokens);
        Assert.Equal(GenerationEvent.Ended, await generation.NextAsync());
        Assert.False(generation.PostEnd(new GenerationResult { Reason = FinishReason.Failed }));
        Assert.Equal(FinishReason.EndOfTurn, generation.Result.Reason);
    }

    [Fact]
    public async Task NextAsync_WakeWhilePending_ReturnsWakeAndThenTheEnd()
    {
        await using var generation = new Generation(new GenerationRequest { Id = "a", Prompt = Prompt.FromText("x") }, _ => { });
        var pending = generation.NextAsync();
        Assert.False(pending.IsCompleted);
        generation.Wake();
        Assert.Equal(GenerationEvent.Wake, await pending);
        pending = generation.NextAsync();
        generation.PostEnd(new GenerationResult { Reason = FinishReason.Cancelled });
        Assert.Equal(GenerationEvent.Ended, await pending);
    }

    [Fact]
    public void PostChunk_ReaderAbsent_RefusesAtTheBoundAndKeepsWhatItTook()
    {
        var generation = new Generation(new GenerationRequest { Id = "a", Prompt = Prompt.FromText("x") }, _ => { });
        var taken = 0;
        while (generation.PostChunk("0123456789"u8, 1)) taken++;
        Assert.Equal(Generation.MaxPendingChunks, taken);
    }

    [Fact]
    public async Task NextAsync_ReaderOnTheFrameThread_LeavesItBeforeTheEnd()
    {
        await using var generation = new Generation(new GenerationRequest { Id = "a", Prompt = Prompt.FromText("x") }, _ => { });
        var threads = new List<int>();
        async Task ReadAsync()
        {
            while (true)
            {
                var next = await generation.NextAsync();
                threads.Add(Environment.CurrentManagedThreadId);
                if (next == GenerationEvent.Ended) return;
            }
        }

        var reading = ReadAsync();
        var frameThread = 0;
        var frames = new Thread(() =>
        {
            frameThread = Environment.CurrentManagedThreadId;
            Assert.True(generation.Buffer("a"u8, 1));
            Assert.True(generation.PostEnd(new GenerationResult { Reason = FinishReason.EndOfTurn }));
            generation.Signal();
        });
        frames.Start();
        frames.Join();
        await reading.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(2, threads.Count);
        Assert.Equal(frameThread, threads[0]);
        Assert.NotEqual(frameThread, threads[1]);
    }
}
