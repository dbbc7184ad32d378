using System.Buffers;
using System.Text;
using System.Text.Json;
using Pensieve.Console.Api.Anthropic;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.OpenAI;
using Pensieve.Console.Api.Responses;
using Pensieve.Console.Api.Tools;
using Pensieve.Console.Api.Wire;
using Pensieve.Engine.Chat.Tools;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Tokens;
using Pensieve.Tests.Unit.Engine.Chat.Tools;

namespace Pensieve.Tests.Unit.Console.Api.Generations;

/// <summary>
/// Generated texts, cut into tokens anywhere, also inside characters, with stop strings, through the text assembler and the
/// frame writers of every dialect: each stream passes its strict reader and says what the dialect's document says.
/// </summary>
public sealed class FrameWriterPropertyTests
{
    private const int Cases = 600;

    private static readonly string[] s_alphabet =
        ["a", "Z", " ", "\n", "\r\n", "\t", "\"", "\\", "/", "\0", "\u0007", "\u007f", "\u0085", "\u2028", "é", "€", "漢", "😀", "👩‍🚀", "<tool_call>", "data: ", "event: x\n\n", "END", "EN", "}"];

    [Fact]
    public void Streams_OfAnyTextInAnyTokens_PassTheirGrammarAndEqualTheDocument()
    {
        var random = new Random(20261121);
        var generator = new OutputGenerator(random);
        for (var i = 0; i < Cases; i++)
        {
            var format = ToolCallFormat.All[random.Next(ToolCallFormat.All.Length)];
            var hasTools = random.Next(2) == 0;
            var text = hasTools && random.Next(4) > 0
                ? Whole(generator.Next(format).Text)
                : string.Concat(Enumerable.Range(0, random.Next(0, 30)).Select(_ => s_alphabet[random.Next(s_alphabet.Length)]));
            string[] stops = random.Next(3) == 0 ? [s_alphabet[random.Next(s_alphabet.Length)] + s_alphabet[random.Next(s_alphabet.Length)], "END"] : [];
            var parsing = hasTools ? OutputParsing.For(new ToolCalling(format, OutputGenerator.Tools, random.Next(3) == 0), null, null) : null;
            var (chunks, result) = Generate(random, Encoding.UTF8.GetBytes(text), stops);
            try
            {
                foreach (var compare in s_comparisons) compare(parsing, chunks, result);
            }
            catch (FormatException fault)
            {
                Assert.Fail($"Case {i}, {format.Name}, stops {JsonSerializer.Serialize(stops)}, text {JsonSerializer.Serialize(text)}: {fault.Message}");
            }
        }
    }

    private static readonly Action<OutputParsing?, List<byte[]>, GenerationResult>[] s_comparisons = [CompareMessages, CompareChat, CompareResponses];

    private static void CompareMessages(OutputParsing? parsing, List<byte[]> chunks, GenerationResult result)
    {
        var stream = StrictAnthropicStream.Parse(Stream(new MessagesShape("msg_1", "m", parsing), chunks, result));
        var whole = Document(new MessagesShape("msg_1", "m", parsing), parsing, chunks, result);
        var blocks = whole.GetProperty("content").EnumerateArray().ToList();
        Assert.Equal(blocks.Select(b => b.GetProperty("type").GetString()), stream.BlockTypes);
        Assert.Equal(string.Concat(blocks.Where(b => b.TryGetProperty("text", out _)).Select(b => b.GetProperty("text").GetString())), stream.Text);
        Assert.Equal(blocks.Where(b => b.TryGetProperty("input", out _)).Select(b => b.GetProperty("input").GetRawText()), stream.Calls.Select(c => c.Input));
        Assert.Equal(whole.GetProperty("stop_reason").GetString(), stream.StopReason);
    }

    private static void CompareChat(OutputParsing? parsing, List<byte[]> chunks, GenerationResult result)
    {
        var answer = new OpenAIAnswer("chatcmpl-1", 1, "m", "fp", 1, true, false);
        var stream = StrictOpenAIStream.Parse(Stream(new ChatShape(answer, parsing), chunks, result), includeUsage: true).Choices[0];
        var choice = Document(new ChatShape(answer, parsing), parsing, chunks, result).GetProperty("choices")[0];
        Assert.Equal(choice.GetProperty("message").GetProperty("content").GetString() ?? "", stream.Text.ToString());
        Assert.Equal(choice.GetProperty("finish_reason").GetString(), stream.FinishReason);
    }

    private static void CompareResponses(OutputParsing? parsing, List<byte[]> chunks, GenerationResult result)
    {
        var answer = new ResponsesAnswer("resp_1", 1, "m", new ResponsesRequest(), new SamplingParameters(), parsing, false, TimeProvider.System);
        var stream = StrictResponsesStream.Parse(Stream(new ResponsesShape(answer, _ => { }), chunks, result));
        var items = Document(new ResponsesShape(answer, _ => { }), parsing, chunks, result).GetProperty("output").EnumerateArray().ToList();
        Assert.Equal(items.Select(i => i.GetProperty("status").GetString()), stream.Items.Select(i => i.GetProperty("status").GetString()));
        Assert.Equal(StrictResponsesStream.TextsOf(items), StrictResponsesStream.TextsOf(stream.Items));
        Assert.Equal(StrictResponsesStream.CallsOf(items), stream.Calls);
    }

    // What the worker does with sampled tokens, which are bytes and know nothing of characters.
    private static (List<byte[]> Chunks, GenerationResult Result) Generate(Random random, byte[] text, string[] stops)
    {
        var assembler = new TextAssembler();
        assembler.Reset([.. stops]);
        var chunks = new List<byte[]>();
        var output = new ArrayBufferWriter<byte>();
        var reason = random.Next(4) == 0 ? FinishReason.MaxTokens : FinishReason.EndOfTurn;
        var tokens = 0;
        for (var at = 0; at < text.Length && assembler.StopSequence is null; tokens++)
        {
            var length = Math.Min(random.Next(1, 7), text.Length - at);
            assembler.Append(text.AsSpan(at, length), output);
            Take();
            at += length;
        }

        if (assembler.StopSequence is null) assembler.Flush(output);
        Take();
        var result = new GenerationResult { Reason = assembler.StopSequence is null ? reason : FinishReason.StopSequence, StopSequence = assembler.StopSequence, Usage = new TokenUsage(5, 2, tokens) };
        return (chunks, result);

        void Take()
        {
            if (output.WrittenCount > 0) chunks.Add(output.WrittenSpan.ToArray());
            output.ResetWrittenCount();
        }
    }

    private static string Stream(IResponseShape shape, List<byte[]> chunks, GenerationResult result)
    {
        var generation = new Generation(new GenerationRequest { Id = "g", Prompt = Prompt.FromText("p") }, _ => { });
        generation.PostPrompted(5);
        generation.PostStarted(2);
        var output = new ArrayBufferWriter<byte>();
        var frames = shape.CreateFrames(0);
        frames.WriteStart(output, generation);
        foreach (var chunk in chunks)
        {
            frames.WriteChunk(output, new GenerationChunk(chunk, 1, null));
            if (frames.IsDone) break;
        }

        frames.WriteEnd(output, result);
        generation.PostEnd(result);
        shape.WriteStreamEnd(output, [generation]);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static JsonElement Document(IResponseShape shape, OutputParsing? parsing, List<byte[]> chunks, GenerationResult result)
    {
        var tools = parsing is null ? null : new ToolOutput();
        var reader = parsing?.CreateReader(tools!);
        foreach (var chunk in chunks) reader?.Append(chunk);
        var ended = reader?.Complete(result) ?? result;
        if (tools is not null) tools.EndsWithCalls = reader!.EndsWithCalls;
        var output = new ArrayBufferWriter<byte>();
        shape.WriteDocument(output, [new ChoiceOutput(tools is null ? chunks.SelectMany(c => c).ToArray() : default, [], ended, tools)]);
        return JsonElement.Parse(output.WrittenSpan);
    }

    private static string Whole(string text) => new([.. text.EnumerateRunes().SelectMany(r => r.ToString())]);
}
