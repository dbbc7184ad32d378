using Pensieve.Engine.Requests;
using Pensieve.Engine.Scheduling;
using Pensieve.Engine.Tokens;
using Pensieve.Tests.Unit.Engine.Scheduling;

namespace Pensieve.Tests.Unit.Engine.Chat.Tools;

/// <summary>Vocabularies that hold a format's marks as control tokens, which have no text of their own.</summary>
public sealed class VisibleTokensTests
{
    private static readonly int[] s_controls = [.. Enumerable.Range(0, 30)];

    [Fact]
    public void RunOnce_ControlTokens_AppearOnlyIfTheRequestNamesThem()
    {
        var hidden = Say([]);
        var named = Say(["<tool_call>"]);
        var other = Say(["[TOOL_CALLS]"]);
        Assert.Equal(hidden, other);
        Assert.NotEqual(hidden, named);
        Assert.Equal(hidden, named.Replace("<tool_call>", "", StringComparison.Ordinal));
    }

    private static string Say(string[] visible)
    {
        var pieces = Enumerable.Range(0, LoopHarness.Vocabulary).Select(i => s_controls.Contains(i) ? [] : new[] { (byte)('0' + i) }).ToArray();
        var spellings = s_controls.ToDictionary(i => i, i => i % 2 == 0 ? "<tool_call>" : "<|other|>");
        var sink = new RecordingSink();
        using var loop = new DecodeLoop(
            new FakeDecoder(256, 4, LoopHarness.Vocabulary), new TokenTable(pieces, [LoopHarness.EndToken], spellings), new DecodeLoopOptions(2, 64, 128), sink);
        loop.Post(new SequenceRequest(1, LoopHarness.Greedy(60) with { VisibleTokens = [.. visible] }, [1, 2]));
        while (loop.RunOnce()) { }
        Assert.Equal(FinishReason.MaxTokens, sink[1].Result.Reason);
        return sink[1].Output;
    }
}
