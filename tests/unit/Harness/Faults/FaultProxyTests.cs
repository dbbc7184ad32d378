using Pensieve.Harness.Faults;
using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Mock;

namespace Pensieve.Tests.Unit.Harness.Faults;

/// <summary>The proxy between a real client and the mock: what each fault does to a stream.</summary>
public sealed class FaultProxyTests
{
    private static readonly string s_text = MockText.Tokens(MockText.Key("proxy"), 0, 40);

    public static TheoryData<NetworkFault> Harmless => new(NetworkFault.None, new NetworkFault { LatencyMs = 3 }, new NetworkFault { SliceBytes = 3 }, new NetworkFault { BytesPerSecond = 60_000 });

    [Fact]
    public void Fault_IsSaidInWords()
    {
        Assert.Equal("nothing", NetworkFault.None.ToString());
        Assert.Equal("every piece held back for 2.5 ms, pieces of 7 bytes", new NetworkFault { LatencyMs = 2.5, SliceBytes = 7 }.ToString());
        Assert.Equal(
            "6000 bytes per second, reset after 1500 bytes, ended towards the client after 900 bytes, everything taken and nothing passed on, new connections refused",
            new NetworkFault { BytesPerSecond = 6000, ResetAfter = 1500, HalfCloseAfter = 900, BlackHole = true, Refuse = true }.ToString());
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task Stream_ThroughASlowOrSlicedWire_IsWhole(NetworkFault fault)
    {
        var (result, _) = await SendAsync(fault);
        Assert.True(result.IsOk, result.Error);
        Assert.Equal(s_text, result.Text);
    }

    [Fact]
    public async Task Stream_Reset_BreaksOnTheClient()
    {
        var (result, _) = await SendAsync(new NetworkFault { ResetAfter = 900 });
        Assert.Equal((GenerationResult.Reset, 200), (result.Outcome, result.Status));
        Assert.StartsWith(result.Text!, s_text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_HalfClosed_IsTruncatedNotOk()
    {
        var (result, _) = await SendAsync(new NetworkFault { HalfCloseAfter = 900 });
        Assert.Contains(result.Outcome, new[] { GenerationResult.Truncated, GenerationResult.Reset });
    }

    [Fact]
    public async Task Stream_IntoABlackHole_TimesOut()
    {
        var (result, _) = await SendAsync(new NetworkFault { BlackHole = true }, timeout: 0.3);
        Assert.Equal((GenerationResult.Timeout, 0), (result.Outcome, result.Status));
    }

    [Fact]
    public async Task Connections_AreCountedAndGone()
    {
        var (_, accepted) = await SendAsync(NetworkFault.None, requests: 5);
        Assert.Equal(1, accepted);
        var (refused, _) = await SendAsync(new NetworkFault { Refuse = true });
        Assert.NotEqual(GenerationResult.Ok, refused.Outcome);
    }

    private static async Task<(GenerationResult Last, int Accepted)> SendAsync(NetworkFault fault, double timeout = 30, int requests = 1)
    {
        await using var mock = MockServer.Start(new MockScript { Ttft = 1, Tpot = 0.2, Tokens = 40 }, precise: false);
        await using var proxy = new FaultProxy(mock.Url) { Fault = fault };
        using var client = new LlmClient(new Target { Url = proxy.Url, Kind = "mock", Model = "mock" });
        GenerationResult result = new();
        for (var i = 0; i < requests; i++)
        {
            result = await client.SendAsync(new GenerationCall { Turns = [new ChatTurn("user", "proxy")], KeepText = true, TimeoutSeconds = timeout }, TestContext.Current.CancellationToken);
        }

        return (result, proxy.Accepted);
    }
}
