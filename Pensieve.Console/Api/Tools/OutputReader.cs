using Pensieve.Engine.Chat.Reasoning;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Tools;

/// <summary>Takes one choice's output apart: thinking first, then calls out of the answer. Streams and documents share it.</summary>
internal sealed class OutputReader : IReasoningSink
{
    private readonly IOutputSink _sink;
    private readonly ToolCallReader? _calls;
    private readonly ReasoningSplitter? _splitter;

    public OutputReader(OutputParsing parsing, IOutputSink sink)
    {
        _sink = sink;
        _calls = parsing.Calling?.CreateReader(sink);
        _splitter = parsing.Reasoning is { } reasoning ? new ReasoningSplitter(reasoning, this) : null;
    }

    /// <inheritdoc cref="ToolCallReader.IsDone"/>
    public bool IsDone => _calls?.IsDone == true;

    /// <inheritdoc cref="ToolCallReader.EndsWithCalls"/>
    public bool EndsWithCalls => _calls?.EndsWithCalls == true;

    /// <summary>Takes the next output.</summary>
    public void Append(ReadOnlySpan<byte> utf8)
    {
        if (_splitter is not null) _splitter.Append(utf8);
        else Answer(utf8);
    }

    /// <inheritdoc cref="ToolCallReader.Complete"/>
    public GenerationResult Complete(GenerationResult result)
    {
        _splitter?.Complete();
        return _calls?.Complete(result) ?? result;
    }

    /// <inheritdoc/>
    public void Thinking(ReadOnlySpan<byte> utf8)
    {
        if (!IsDone) _sink.Thinking(utf8);
    }

    /// <inheritdoc/>
    public void Answer(ReadOnlySpan<byte> utf8)
    {
        if (_calls is not null) _calls.Append(utf8);
        else _sink.Text(utf8);
    }
}
