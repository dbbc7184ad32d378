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
        var alone = new List<string>();
        foreach (var prompt in prompts) alone.Add((await EngineFixture.RunAsync(fixture.Model, Fresh(prompt))).Text);
        var together = await Task.WhenAll(prompts.Select(p => EngineFixture.RunAsync(fixture.Model, Fresh(p))));
        for (var i = 0; i < prompts.Length; i++) await AssertSameUpToTiesAsync(prompts[i], alone[i], together[i].Text);
    }

    [Fact]
    public async Task Generate_MoreThanSlotsAndQueue_AreRefusedWithRetryAfterAndTheRestComplete()
    {
        var outcomes = Enumerable.Range(0, 100).Select(i => fixture.Model.Submit(EngineFixture.Greedy($"Burst {i}", 8))).ToList();
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

    private static GenerationRequest Fresh(string prompt) => EngineFixture.Greedy(prompt) with { CachePrompt = false };

    /// <summary>Batched matrix products may round differently: a text may part from the solo one only where two tokens were as good as equal.</summary>
    private async Task AssertSameUpToTiesAsync(string prompt, string alone, string together)
    {
        if (alone == together) return;
        var request = Fresh(prompt) with { Sampling = new SamplingParameters { Temperature = 0, TopLogProbs = 2 } };
        var (text, _, logProbs) = await EngineFixture.RunAsync(fixture.Model, request);
        var common = 0;
        while (common < Math.Min(text.Length, together.Length) && text[common] == together[common]) common++;
        var closest = logProbs.Where(p => p.Top.Count == 2).Min(p => p.Top[0].LogProb - p.Top[1].LogProb);
        Assert.True(closest < 1e-2, $"'{text}' and '{together}' part at {common} without a tie (closest margin {closest}).");
    }
}

/// <inheritdoc/>
public sealed class WorkerConformanceTests(WorkerEngineFixture fixture) : EngineConformanceTests(fixture), IClassFixture<WorkerEngineFixture>;

/// <inheritdoc/>
public sealed class InProcessConformanceTests(InProcessEngineFixture fixture) : EngineConformanceTests(fixture), IClassFixture<InProcessEngineFixture>;
