using System.Buffers;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Tools;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Generations;

/// <summary>How one HTTP request's generations look in its dialect. Nothing here waits: bytes go into the response's buffer.</summary>
internal interface IResponseShape
{
    /// <summary>Dialect of its errors.</summary>
    Dialect Dialect { get; }

    /// <summary>The request field that the prompt came from; what is wrong with the prompt is told of it.</summary>
    string PromptField => "messages";

    /// <summary>How the output is taken apart; null = it is text throughout.</summary>
    OutputParsing? Parsing => null;

    /// <summary>The frames of one choice of a stream.</summary>
    IStreamFrames CreateFrames(int choice);

    /// <summary>Something that clients skip and that keeps proxies and readers from giving up.</summary>
    void WriteKeepAlive(IBufferWriter<byte> output);

    /// <summary>An error after the headers; the stream ends with it.</summary>
    void WriteStreamError(IBufferWriter<byte> output, ApiError error, string requestId);

    /// <summary>After every choice ended well.</summary>
    void WriteStreamEnd(IBufferWriter<byte> output, IReadOnlyList<Generation> generations);

    /// <summary>The whole answer as one JSON document.</summary>
    void WriteDocument(IBufferWriter<byte> output, IReadOnlyList<ChoiceOutput> choices);
}

/// <summary>Frames of one choice, strictly in this order: start, chunks, end.</summary>
internal interface IStreamFrames
{
    /// <summary>Nothing more will be written but the end: the generation can be ended.</summary>
    bool IsDone => false;

    /// <summary>What does not depend on the first token.</summary>
    void WriteStart(IBufferWriter<byte> output, Generation generation);

    /// <summary>Output; true if something was written (a chunk may hold neither text nor log-probabilities).</summary>
    bool WriteChunk(IBufferWriter<byte> output, in GenerationChunk chunk);

    /// <summary>The choice's last frames. It is not called after a failure, nor after a cancellation unless <see cref="IsDone"/>.</summary>
    void WriteEnd(IBufferWriter<byte> output, GenerationResult result);
}

/// <summary>The whole output of one choice.</summary>
/// <param name="Text">UTF-8.</param>
/// <param name="LogProbs">Empty if not asked for.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Tools">The text taken apart; null = it is text throughout.</param>
internal sealed record ChoiceOutput(ReadOnlyMemory<byte> Text, IReadOnlyList<TokenLogProbs> LogProbs, GenerationResult Result, ToolOutput? Tools = null);
