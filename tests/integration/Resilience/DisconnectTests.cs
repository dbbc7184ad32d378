using System.Net;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Resilience;

/// <summary>Clients that go away, in each phase: their slot is free again and nobody else notices.</summary>
public sealed class DisconnectTests(RealAppFixture fixture) : IClassFixture<RealAppFixture>
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task ClientGone_WhileDecoding_FreesTheSlot(string dialect)
    {
        using var api = new Api(fixture.Address);
        var response = await api.StreamAsync(dialect, 8000);
        await api.BusyAsync(1);
        response.Dispose();
        await api.BusyAsync(0);
        Assert.Equal(HttpStatusCode.OK, await api.CompleteAsync());
    }

    [Fact]
    public async Task ClientGone_WhileQueuedAndInPrefill_FreesItsPlaceAndTheOthersFinish()
    {
        using var api = new Api(fixture.Address);
        var before = (await api.ModelAsync()).GetProperty("cancelled").GetInt64();
        using var gone = new CancellationTokenSource();
        // Long prompts hold every slot in prefill; the rest wait in the queue.
        var leaving = Enumerable.Range(0, 8).Select(i => Ignore(api.StreamAsync("openai", 100, $"{i} " + string.Concat(Enumerable.Repeat("word ", 4000)), gone.Token))).ToArray();
        await Eventually.TrueAsync(async () => (await api.ModelAsync()).GetProperty("queued").GetInt32() > 0, s_limit, () => "a queue");
        var staying = api.StreamAsync("openai", 20, "I stay");
        await gone.CancelAsync();
        await Task.WhenAll(leaving);
        using var response = await staying.WaitAsync(s_limit);
        Assert.EndsWith("data: [DONE]\n\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await api.BusyAsync(0);
        await Eventually.TrueAsync(
            async () => await api.ModelAsync() is var m && m.GetProperty("accepted").GetInt64() == m.GetProperty("ended").GetInt64(), s_limit, () => "every accepted request to end");
        Assert.Equal(0, (await api.ModelAsync()).GetProperty("kvUsed").GetInt32());
        Assert.True((await api.ModelAsync()).GetProperty("cancelled").GetInt64() > before);
    }

    private static async Task Ignore(Task<HttpResponseMessage> call)
    {
        try
        {
            (await call).Dispose();
        }
        catch (OperationCanceledException)
        {
            // The point of the exercise.
        }
    }
}
