using System.Text;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Scheduling;
using Pensieve.Engine.Tokens;
using Pensieve.Engine.Worker;

namespace Pensieve.Tests.Unit.Engine.Worker;

public sealed class StepFrameWriterTests : IDisposable
{
    private sealed class FrameList : IFrameChannel
    {
        public List<byte[]> Frames { get; } = [];

        public bool Send(ReadOnlySpan<byte> frame)
        {
            Frames.Add(frame.ToArray());
            return true;
        }

        public bool Receive(out ReadOnlySpan<byte> frame) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }

    private readonly FrameList _channel = new();
    private readonly List<uint> _ended = [];
    private readonly SequenceRequest _request = new(7, new GenerationRequest { Id = "r", Prompt = Prompt.FromTokens([1]) }, [1]);

    [Fact]
    public void Flush_FirstTokenAndEnd_AreSentAtOnceAndTokensBetweenShareFrames()
    {
        var writer = new StepFrameWriter(_channel, new TokenTable([[65]], []), _ended.Add);
        writer.Prompted(_request);
        writer.Started(_request, 0, 0);
        writer.Flush(default);
        Assert.Single(_channel.Frames);

        _request.Phases = _request.Phases with { FirstToken = EngineClock.NowNs };
        writer.Chunk(_request, "a"u8, 1, []);
        writer.Flush(new StepStats(1, 10, 1, 0, 1, 1, 0, 0, 0));
        Assert.Equal(2, _channel.Frames.Count);

        var before = EngineClock.NowNs;
        for (var i = 0; i < 5; i++)
        {
            writer.Chunk(_request, "b"u8, 1, []);
            writer.Flush(new StepStats(1, 10, 1, 0, 1, 1, 0, 0, 0));
        }

        // On a machine so slow that five calls take longer than the interval, a frame may have gone in between.
        if (EngineClock.NowNs - before < StepFrameWriter.FlushIntervalNs) Assert.Equal(2, _channel.Frames.Count);
        writer.End(_request, new GenerationResult { Reason = FinishReason.EndOfTurn });
        writer.Flush(default);
        Assert.Equal([7u], _ended);

        var (text, steps, ends) = Read();
        Assert.Equal("abbbbb", text);
        Assert.Equal(6, steps);
        Assert.Equal(1, ends);
    }

    [Fact]
    public void Idle_WithSomethingHeldBack_SendsIt()
    {
        var writer = new StepFrameWriter(_channel, new TokenTable([[65]], []), _ended.Add);
        writer.Started(_request, 0, 0);
        writer.Flush(default);
        writer.Progress(_request, 1);
        writer.Flush(new StepStats(1, 10, 1, 5, 0, 1, 0, 0, 0));
        writer.Idle();
        writer.Idle();
        Assert.Equal(2, _channel.Frames.Count);
        Assert.Equal(1, Read().Steps);
    }

    public void Dispose() => _channel.Dispose();

    private (string Text, int Steps, int Ends) Read()
    {
        var text = new StringBuilder();
        var steps = 0;
        var ends = 0;
        foreach (var frame in _channel.Frames)
        {
            var reader = new FrameReader(frame);
            steps += StatsCodec.Read(ref reader).Steps;
            while (!reader.AtEnd)
            {
                var kind = (StepEvent)reader.Byte();
                Assert.Equal(7, reader.Int32());
                switch (kind)
                {
                    case StepEvent.Prompted or StepEvent.Progress:
                        reader.Int32();
                        break;
                    case StepEvent.Started:
                        reader.Int64();
                        break;
                    case StepEvent.Chunk:
                        reader.Int32();
                        text.Append(reader.String());
                        Assert.Equal(0, reader.Int32());
                        break;
                    default:
                        ResultCodec.Read(ref reader);
                        ends++;
                        break;
                }
            }
        }

        return (text.ToString(), steps, ends);
    }
}
