using System.Text;
using Pensieve.Engine.Chat.Reasoning;
using Pensieve.Engine.Requests;

namespace Pensieve.Tests.Unit.Engine.Chat.Reasoning;

/// <summary>What a splitter made of an output.</summary>
internal sealed class SplitOutput : IReasoningSink
{
    private readonly List<byte> _thinking = [];
    private readonly List<byte> _answer = [];

    public string Thought => Encoding.UTF8.GetString([.. _thinking]);

    public string Said => Encoding.UTF8.GetString([.. _answer]);

    public static SplitOutput Of(ReasoningFormat format, IEnumerable<string> pieces, bool startsInside = false)
    {
        var output = new SplitOutput();
        var splitter = new ReasoningSplitter(new ReasoningOptions { Marks = format.Marks, StartsInside = startsInside }, output);
        foreach (var piece in pieces) splitter.Append(Encoding.UTF8.GetBytes(piece));
        splitter.Complete();
        return output;
    }

    public void Thinking(ReadOnlySpan<byte> utf8) => Take(_thinking, utf8);

    public void Answer(ReadOnlySpan<byte> utf8) => Take(_answer, utf8);

    private static void Take(List<byte> target, ReadOnlySpan<byte> utf8)
    {
        Assert.False(utf8.IsEmpty);
        Assert.True(System.Text.Unicode.Utf8.IsValid(utf8));
        target.AddRange(utf8);
    }
}
