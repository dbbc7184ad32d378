using System.Buffers;
using Pensieve.Engine.Chat.Tools;

namespace Pensieve.Console.Api.Tools;

/// <summary>A stretch of an answer: thinking, text, or a call of a tool.</summary>
/// <param name="Tool">Tool name; null = text or thinking.</param>
/// <param name="IsThinking">It is thinking.</param>
internal sealed record OutputPart(string? Tool, bool IsThinking = false)
{
    /// <summary>The text, or the arguments.</summary>
    public ArrayBufferWriter<byte> Utf8 { get; } = new(64);

    /// <summary>What completes the arguments of a call that broke off.</summary>
    public byte[] Missing { get; set; } = [];
}

/// <summary>An answer taken apart, for documents.</summary>
internal sealed class ToolOutput : IOutputSink
{
    private readonly List<OutputPart> _parts = [];

    /// <summary>In order; neighbouring texts are one part.</summary>
    public IReadOnlyList<OutputPart> Parts => _parts;

    /// <summary>The answer ends with calls that the client is to carry out.</summary>
    public bool EndsWithCalls { get; set; }

    /// <inheritdoc/>
    public void Thinking(ReadOnlySpan<byte> utf8) => Write(utf8, isThinking: true);

    /// <inheritdoc/>
    public void Text(ReadOnlySpan<byte> utf8) => Write(utf8, isThinking: false);

    /// <inheritdoc/>
    public void CallStart(string name) => _parts.Add(new OutputPart(name));

    /// <inheritdoc/>
    public void Arguments(ReadOnlySpan<byte> utf8) => _parts[^1].Utf8.Write(utf8);

    /// <inheritdoc/>
    public void CallEnd(ReadOnlySpan<byte> missing) => _parts[^1].Missing = missing.ToArray();

    private void Write(ReadOnlySpan<byte> utf8, bool isThinking)
    {
        if (_parts is not [.., { Tool: null } last] || last.IsThinking != isThinking) _parts.Add(new OutputPart(Tool: null, isThinking));
        _parts[^1].Utf8.Write(utf8);
    }
}
