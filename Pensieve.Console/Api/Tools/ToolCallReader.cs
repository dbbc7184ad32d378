using Pensieve.Engine.Chat.Tools;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Tools;

/// <summary>Searches one choice's output, and knows whether it ended with calls. Streams and documents share it.</summary>
internal sealed class ToolCallReader : IToolCallSink
{
    private readonly ToolCalling _calling;
    private readonly IToolCallSink _sink;
    private readonly IToolCallParser _parser;
    private bool _hasCalls;
    private bool _isLastBroken;

    public ToolCallReader(ToolCalling calling, IToolCallSink sink)
    {
        (_calling, _sink) = (calling, sink);
        _parser = calling.Format.CreateParser(calling.Tools, this);
    }

    /// <summary>Nothing more will be delivered: the generation can be ended.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The answer ends with calls that the client is to carry out.</summary>
    public bool EndsWithCalls => _hasCalls && !_isLastBroken;

    /// <summary>Takes the next output.</summary>
    public void Append(ReadOnlySpan<byte> utf8)
    {
        if (!IsDone) _parser.Append(utf8);
    }

    /// <summary>Delivers what was held back.</summary>
    /// <returns>The result as the client is to see it: one that ended because of the first call ended well.</returns>
    public GenerationResult Complete(GenerationResult result)
    {
        if (!IsDone)
        {
            _parser.Complete();
            return result;
        }

        return result.Reason == FinishReason.Failed ? result : result with { Reason = FinishReason.EndOfTurn, StopSequence = null };
    }

    void IToolCallSink.Text(ReadOnlySpan<byte> utf8)
    {
        if (!IsDone) _sink.Text(utf8);
    }

    void IToolCallSink.CallStart(string name)
    {
        if (!IsDone) _sink.CallStart(name);
    }

    void IToolCallSink.Arguments(ReadOnlySpan<byte> utf8)
    {
        if (!IsDone) _sink.Arguments(utf8);
    }

    void IToolCallSink.CallEnd(ReadOnlySpan<byte> missing)
    {
        if (IsDone) return;
        _hasCalls = true;
        _isLastBroken = !missing.IsEmpty;
        _sink.CallEnd(missing);
        IsDone = _calling.IsSingle && missing.IsEmpty;
    }
}
