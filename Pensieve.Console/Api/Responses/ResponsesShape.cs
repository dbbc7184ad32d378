using System.Buffers;
using Pensieve.Console.Api.Errors;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Api.Tools;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Responses;

/// <summary>Answers of POST /v1/responses: always one choice.</summary>
/// <param name="answer">What the answer repeats.</param>
/// <param name="onEnd">Told the last state and its document before the client gets it.</param>
internal sealed class ResponsesShape(ResponsesAnswer answer, Action<ResponsesState> onEnd) : IResponseShape
{
    private ResponsesFrames? _frames;

    /// <inheritdoc/>
    public Dialect Dialect => Dialect.OpenAI;

    /// <inheritdoc/>
    public string PromptField => "input";

    /// <inheritdoc/>
    public OutputParsing? Parsing => answer.Parsing;

    /// <inheritdoc/>
    public IStreamFrames CreateFrames(int choice) => Frames;

    private ResponsesFrames Frames => _frames ??= new ResponsesFrames(answer, onEnd);

    /// <inheritdoc/>
    public void WriteKeepAlive(IBufferWriter<byte> output) => output.Write(": keep-alive\n\n"u8);

    /// <inheritdoc/>
    public void WriteStreamError(IBufferWriter<byte> output, ApiError error, string requestId) => Frames.WriteFailure(output, error);

    /// <inheritdoc/>
    public void WriteStreamEnd(IBufferWriter<byte> output, IReadOnlyList<Generation> generations)
    {
        // The choice's own last event ends the stream.
    }

    /// <inheritdoc/>
    public void WriteDocument(IBufferWriter<byte> output, IReadOnlyList<ChoiceOutput> choices)
    {
        var state = ResponsesState.Of(choices[0].Result, OutputItem.Of(choices[0]), answer.Time);
        onEnd(state);
        SseJson.Document(output, json => ResponsesJson.Write(json, answer, state));
    }
}
