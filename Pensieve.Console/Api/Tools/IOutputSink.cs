using Pensieve.Engine.Chat.Tools;

namespace Pensieve.Console.Api.Tools;

/// <summary>Told what an answer is made of: thinking, text and calls, in the output's order.</summary>
internal interface IOutputSink : IToolCallSink
{
    /// <summary>Thinking: whole characters, not empty.</summary>
    void Thinking(ReadOnlySpan<byte> utf8);
}
