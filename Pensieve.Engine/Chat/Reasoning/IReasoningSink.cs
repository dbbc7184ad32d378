namespace Pensieve.Engine.Chat.Reasoning;

/// <summary>Told what a <see cref="ReasoningSplitter"/> found, in the output's order; whole characters, never empty.</summary>
public interface IReasoningSink
{
    /// <summary>Thinking, without its marks and the white space around it.</summary>
    void Thinking(ReadOnlySpan<byte> utf8);

    /// <summary>The answer, without the white space between it and the thinking.</summary>
    void Answer(ReadOnlySpan<byte> utf8);
}
