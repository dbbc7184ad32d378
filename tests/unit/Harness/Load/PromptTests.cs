using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Mock;

namespace Pensieve.Tests.Unit.Harness.Load;

public sealed class PromptTests
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(128)]
    [InlineData(2000)]
    public async Task Exact_AnyLength_HasThatManyTokens(int tokens)
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var (text, count) = await PromptText.ExactAsync(new WordCounter(), seed, tokens, None);
            Assert.Equal((tokens, tokens), (count, MockText.Count(text)));
        }
    }

    [Fact]
    public async Task Set_SharedPrefix_IsSharedWithinGroupsAlone()
    {
        var set = await PromptSet.MakeAsync(new WordCounter(), new GenerationCall(), 5, count: 8, tokens: 100, sharedShare: 0.9, groups: 2, salt: "s1", None);
        Assert.All(Enumerable.Range(0, 8), i => Assert.Equal(100, MockText.Count(set[i])));
        Assert.True(Common(set[0], set[2]) >= 90);
        Assert.InRange(Common(set[0], set[1]), 1, 20);
        Assert.Equal(8, Enumerable.Range(0, 8).Select(i => set[i]).Distinct().Count());
        Assert.Equal(set[3], set.Call(11).Turns[0].Text);
    }

    [Fact]
    public void Texts_OfOneSeed_AreTheSame()
    {
        Assert.Equal(PromptText.Words(3, 50), PromptText.Words(3, 50));
        Assert.NotEqual(PromptText.Words(3, 50), PromptText.Words(4, 50));
        var talk = PromptText.Conversation(2, 4);
        Assert.Equal(5, talk.Count);
        Assert.Equal("user", talk[^1].Role);
        Assert.Equal(talk, PromptText.Conversation(2, 4));
    }

    [Fact]
    public void Mix_Weights_AreKept()
    {
        var mix = Workload.Mix(9, ("short", 80, Workload.Of(_ => new GenerationCall())), ("long", 15, Workload.Of(_ => new GenerationCall())), ("tool", 5, Workload.Of(_ => new GenerationCall())));
        var kinds = Enumerable.Range(0, 4000).Select(i => mix.Call(i).Kind).ToArray();
        Assert.InRange(kinds.Count(k => k == "short") / 4000.0, 0.77, 0.83);
        Assert.InRange(kinds.Count(k => k == "tool") / 4000.0, 0.035, 0.065);
        Assert.Equal(kinds[17], mix.Call(17).Kind);
    }

    [Fact]
    public async Task Trace_Lines_BecomeAPlan()
    {
        const string Lines = """
            {"timestamp": 2500, "input_length": 12, "output_length": 5}
            {"timestamp": 1000, "prompt": "hello", "output_length": 3}

            {"timestamp": 1500, "messages": [{"role":"system","content":"s"},{"role":"user","content":"u"}]}
            """;
        var (entries, failure) = TraceFile.Read(new StringReader(Lines));
        Assert.Null(failure);
        var plan = await TraceFile.PlanAsync(entries!, new WordCounter(), 1, None);
        Assert.Equal([0, 0.5, 1.5], plan.TraceSeconds);
        Assert.Equal(("hello", "s", 12), (plan.Workload.Call(0).Turns[0].Text, plan.Workload.Call(1).System, MockText.Count(plan.Workload.Call(2).Turns[0].Text)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"timestamp\":1}")]
    [InlineData("{\"timestamp\":1,\"input_length\":2}\n{")]
    public void Trace_BadLine_IsNamed(string text) => Assert.NotNull(TraceFile.Read(new StringReader(text)).Failure);

    private static int Common(string a, string b) => a.Split(' ').Zip(b.Split(' ')).TakeWhile(p => p.First == p.Second).Count();

    private sealed class WordCounter : ITokenCounter
    {
        public bool IsExact => true;

        public string Source => "words";

        public Task<int> CountAsync(string text, CancellationToken cancellationToken) => Task.FromResult(MockText.Count(text));
    }
}
