using System.Collections.Immutable;
using System.Text;
using Pensieve.Engine;
using Pensieve.Engine.Requests;

namespace Pensieve.Tests.Integration.Engine;

/// <summary>What every isolation must do alike, on the native engine.</summary>
public abstract class EngineConformanceTests(EngineFixture fixture)
{
    [Fact]
    public async Task Generate_SameRequestTwice_SaysTheSameAndReusesThePrompt()
    {
        var request = EngineFixture.Greedy("The quick brown fox jumps over the lazy dog and");
        var first = await EngineFixture.RunAsync(fixture.Model, request);
        var second = await EngineFixture.RunAsync(fixture.Model, request with { Id = "again" });
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(24, first.Result.Usage.OutputTokens);
        Assert.Equal(first.Result.Usage.PromptTokens - 1, second.Result.Usage.CachedTokens);
        Assert.Equal(FinishReason.MaxTokens, first.Result.Reason);
    }

    [Fact]
    public async Task Generate_SixteenAtOnce_EachSaysWhatItSaysAlone()
    {
        var prompts = Enumerable.Range(0, 16).Select(i => $"Number {i * 37} tells a story about {(char)('a' + i)}").ToArray();
        var alone = new List<List<TokenLogProbs>>();
        foreach (var prompt in prompts) alone.Add((await EngineFixture.RunAsync(fixture.Model, Fresh(prompt))).LogProbs);
        var together = await Task.WhenAll(prompts.Select(p => EngineFixture.RunAsync(fixture.Model, Fresh(p))));
        for (var i = 0; i < prompts.Length; i++) AssertSameUpToTies(alone[i], together[i].LogProbs);
    }

    [Fact]
    public async Task Generate_MoreThanSlotsAndQueue_AreRefusedWithRetryAfterAndTheRestComplete()
    {
        var outcomes = Enumerable.Range(0, 100).Select(i => fixture.Model.Submit(EngineFixture.Greedy($"Burst {i}", 150))).ToList();
        var refused = outcomes.Where(o => o.Failure is not null).ToList();
        Assert.Equal(100 - 68, refused.Count);
        Assert.All(refused, o =>
        {
            Assert.Equal(FailureKind.QueueFull, o.Failure!.Kind);
            Assert.InRange(o.Failure.RetryAfter!.Value.TotalSeconds, 1, 60);
        });
        foreach (var accepted in outcomes.Where(o => o.Generation is not null))
        {
            while (await accepted.Generation!.NextAsync() != GenerationEvent.Ended) { }
            Assert.Equal(FinishReason.MaxTokens, accepted.Generation.Result.Reason);
        }
    }

    [Fact]
    public async Task Generate_SeededSampling_RepeatsWithTheSeedAndVariesWithout()
    {
        GenerationRequest Sampled(ulong seed) => EngineFixture.Greedy("Once upon a time") with
        {
            Sampling = new SamplingParameters { Temperature = 1, TopK = 40, TopP = 0.95f, Seed = seed },
        };
        var a = await EngineFixture.RunAsync(fixture.Model, Sampled(1));
        var b = await EngineFixture.RunAsync(fixture.Model, Sampled(1));
        var c = await EngineFixture.RunAsync(fixture.Model, Sampled(2));
        Assert.Equal(a.Text, b.Text);
        Assert.Equal(1UL, a.Result.Seed);
        Assert.NotEqual(a.Text, c.Text);
    }

    [Fact]
    public async Task Generate_StopStringAcrossTokens_IsCutFromTextAndLogProbs()
    {
        var whole = (await EngineFixture.RunAsync(fixture.Model, EngineFixture.Greedy("Hello"))).Text;
        var stop = whole.Substring(whole.Length / 2, 3);
        var request = EngineFixture.Greedy("Hello") with
        {
            StopSequences = ImmutableArray.Create(stop),
            Sampling = new SamplingParameters { Temperature = 0, TopLogProbs = 2 },
        };
        var (text, result, logProbs) = await EngineFixture.RunAsync(fixture.Model, request);
        Assert.Equal(whole[..whole.IndexOf(stop, StringComparison.Ordinal)], text);
        Assert.Equal(FinishReason.StopSequence, result.Reason);
        Assert.Equal(stop, result.StopSequence);
        var spelled = Encoding.UTF8.GetString([.. logProbs.SelectMany(p => p.Chosen.Bytes.ToArray())]);
        Assert.StartsWith(text, spelled, StringComparison.Ordinal);
        Assert.All(logProbs, p => Assert.True(p.Chosen.LogProb <= 0 && p.Top.Count == 2));
    }

    [Fact]
    public async Task Generate_PromptTooLong_SaysByHowMuchAndHarmsNobody()
    {
        var (_, result, _) = await EngineFixture.RunAsync(fixture.Model, EngineFixture.Greedy(string.Concat(Enumerable.Repeat("many words here ", 2000))));
        Assert.Equal(FailureKind.PromptTooLong, result.Failure!.Kind);
        Assert.Equal(1024, result.Failure.Limit);
        Assert.True(result.Failure.Tokens > 1024);
        Assert.Equal(FinishReason.MaxTokens, (await EngineFixture.RunAsync(fixture.Model, EngineFixture.Greedy("Fine"))).Result.Reason);
    }

    [Fact]
    public async Task Generate_ContextFull_EndsWithItsOwnReason()
    {
        var (_, result, _) = await EngineFixture.RunAsync(fixture.Model, EngineFixture.Greedy("Go on", 5000));
        Assert.Equal(FinishReason.ContextFull, result.Reason);
        Assert.Equal(1024 + 1, result.Usage.PromptTokens + result.Usage.OutputTokens);
    }

    [Fact]
    public async Task Cancel_WhileDecoding_EndsWithinAStepAndFreesTheSlot()
    {
        var generation = fixture.Model.Submit(EngineFixture.Greedy("Talk for ever", 900)).Generation!;
        while (await generation.NextAsync() != GenerationEvent.Chunk) { }
        generation.Cancel();
        while (await generation.NextAsync() != GenerationEvent.Ended) { }
        Assert.Equal(FinishReason.Cancelled, generation.Result.Reason);
        Assert.True(generation.Result.Usage.OutputTokens < 900);
        Assert.All(fixture.Engine.Snapshot().Models[0].Slots, s => Assert.Equal(SlotState.Idle, s.State));
    }

    [Fact]
    public async Task Tokenize_ThenDetokenize_GivesTheTextAndSubmitCountsTheSame()
    {
        const string Text = "Grüße, 漢字 and 😀 — <|im_end|> stays text";
        var tokens = (await fixture.Model.TokenizeAsync(Prompt.FromText(Text), CancellationToken.None)).Tokens;
        var bytes = (await fixture.Model.DetokenizeAsync(tokens, CancellationToken.None)).Bytes;
        Assert.Contains(Text, Encoding.UTF8.GetString(bytes.Span), StringComparison.Ordinal);
        var (_, result, _) = await EngineFixture.RunAsync(fixture.Model, EngineFixture.Greedy(Text, 1));
        Assert.Equal(tokens.Length, result.Usage.PromptTokens);
    }

    [Fact]
    public async Task Tokenize_TemplateSpecialTokens_AreOneTokenAndUserSpellingsAreNot()
    {
        var template = await fixture.Model.TokenizeAsync(Prompt.FromSegments([new PromptSegment("<|im_end|>", IsTemplate: true)]), CancellationToken.None);
        var user = await fixture.Model.TokenizeAsync(Prompt.FromSegments([new PromptSegment("<|im_end|>", IsTemplate: false)]), CancellationToken.None);
        Assert.True(user.Tokens.Length > template.Tokens.Length);
        Assert.DoesNotContain(template.Tokens[^1], user.Tokens);
    }

    [Fact]
    public async Task Devices_AreListedWithNamesAndTypes()
    {
        var devices = await fixture.Engine.GetDevicesAsync(CancellationToken.None);
        Assert.Contains(devices, d => d is { Name: "CPU", Type: "cpu", MemoryTotalBytes: > 0 });
    }

    [Fact]
    public async Task RecentRequests_AfterARequest_HoldItsRecordWithPhasesInOrder()
    {
        var request = EngineFixture.Greedy("Remember me");
        await EngineFixture.RunAsync(fixture.Model, request);
        var record = fixture.Engine.RecentRequests(50).Single(r => r.Id == request.Id);
        var p = record.Result.Phases;
        long[] stamps = [p.Received, p.Submitted, p.Queued, p.SlotAssigned, p.PrefillDone, p.FirstToken, p.LastToken, p.Ended];
        Assert.Equal(stamps.Order(), stamps);
        Assert.All(stamps, s => Assert.True(s > 0));
    }

    private static GenerationRequest Fresh(string prompt) => EngineFixture.Greedy(prompt) with
    {
        CachePrompt = false, Sampling = new SamplingParameters { Temperature = 0, TopLogProbs = 2 },
    };

    /// <summary>
    /// Batched matrix products round differently from single ones (activations are quantized to 8 bits on the way), so two
    /// runs may part, but only at a token whose runner-up was as good as equal.
    /// </summary>
    private static void AssertSameUpToTies(List<TokenLogProbs> alone, List<TokenLogProbs> together)
    {
        Assert.Equal(alone.Count, together.Count);
        for (var i = 0; i < alone.Count; i++)
        {
            if (alone[i].Chosen.Token == together[i].Chosen.Token) continue;
            var margin = alone[i].Top[0].LogProb - alone[i].Top[1].LogProb;
            Assert.True(margin < 0.1, $"Token {i} differs though it won by {margin}.");
            Assert.Equal(alone[i].Top[1].Token, together[i].Chosen.Token);
            return;
        }
    }
}

/// <inheritdoc/>
public sealed class WorkerConformanceTests(WorkerEngineFixture fixture) : EngineConformanceTests(fixture), IClassFixture<WorkerEngineFixture>;

/// <inheritdoc/>
public sealed class InProcessConformanceTests(InProcessEngineFixture fixture) : EngineConformanceTests(fixture), IClassFixture<InProcessEngineFixture>;
