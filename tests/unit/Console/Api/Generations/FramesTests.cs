using System.Buffers;
using Pensieve.Console.Api.Anthropic;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.OpenAI;
using Pensieve.Engine.Requests;

namespace Pensieve.Tests.Unit.Console.Api.Generations;

public sealed class FramesTests
{
    [Fact]
    public void WriteChunk_ManyTokens_AllocatesNothing()
    {
        var answer = new OpenAIAnswer("chatcmpl-x", 1, "tiny", "fp_1", 1, IncludeUsage: true, LogProbs: false);
        IStreamFrames[] dialects = [new MessagesShape("msg_x", "tiny").CreateFrames(0), new ChatShape(answer).CreateFrames(0), new CompletionShape(answer, null).CreateFrames(0)];
        var output = new ArrayBufferWriter<byte>(1 << 16);
        ReadOnlyMemory<byte>[] tokens = [" token"u8.ToArray(), "\n\n\"quoted\" \\ "u8.ToArray(), "漢字 “x” 😀"u8.ToArray(), default];
        foreach (var frames in dialects)
        {
            Write(frames);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var round = 0; round < 1000; round++) Write(frames);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        void Write(IStreamFrames frames)
        {
            output.ResetWrittenCount();
            foreach (var token in tokens) frames.WriteChunk(output, new GenerationChunk(token, 1, null));
        }
    }
}
