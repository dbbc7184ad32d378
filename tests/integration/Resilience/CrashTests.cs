using System.Diagnostics;
using System.Net;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Resilience;

/// <summary>Real kills of real processes under load.</summary>
public sealed class CrashTests
{
    private const int Kill = 9;
    private const int Terminate = 15;
    private const int Stop = 19;

    [Fact]
    public async Task WorkerKilled_UnderLoad_EveryStreamEndsWithAnErrorOfItsDialectAndTheNextRequestWorks()
    {
        await using var app = await AppProcess.StartAsync(RealAppFixture.Arguments);
        using var api = new Api(app.Address);
        var streams = new List<Task<string>>();
        for (var i = 0; i < 4; i++) streams.Add(ReadAllAsync(await api.StreamAsync(i % 2 == 0 ? "openai" : "anthropic", 8000, $"Story {i}")));
        await api.BusyAsync(4);
        var pid = await api.WorkerPidAsync();

        AppProcess.Signal(pid, Kill);
        var bodies = await Task.WhenAll(streams).WaitAsync(TimeSpan.FromSeconds(10));
        for (var i = 0; i < 4; i++)
        {
            Assert.Contains(i % 2 == 0 ? "data: {\"error\":{" : "event: error\ndata: {\"type\":\"error\"", bodies[i], StringComparison.Ordinal);
            Assert.DoesNotContain("[DONE]", bodies[i], StringComparison.Ordinal);
            Assert.DoesNotContain("message_stop", bodies[i], StringComparison.Ordinal);
        }

        await app.WaitUntilReadyAsync();
        Assert.Equal(HttpStatusCode.OK, await api.CompleteAsync());
        var model = await api.ModelAsync();
        Assert.NotEqual(pid, model.GetProperty("workerPid").GetInt32());
        Assert.Equal(1, model.GetProperty("restarts").GetInt32());
        Assert.Equal(model.GetProperty("accepted").GetInt64(), model.GetProperty("ended").GetInt64());
    }

    [Fact]
    public async Task WorkerKilled_BeforeAnyStreamBegan_AnswersAnHttpErrorThatInvitesARetry()
    {
        await using var app = await AppProcess.StartAsync(RealAppFixture.Arguments);
        using var api = new Api(app.Address);
        var pid = await api.WorkerPidAsync();
        // Stopped, it takes the request but never answers; killed, it cannot.
        AppProcess.Signal(pid, Stop);
        var answer = api.StreamAsync("openai", 10);
        await Eventually.TrueAsync(async () => (await api.ModelAsync()).GetProperty("accepted").GetInt64() == 1, TimeSpan.FromSeconds(10), () => "the request to be accepted");
        AppProcess.Signal(pid, Kill);
        using var response = await answer.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Contains("\"error\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WorkerHangs_IsFoundKilledAndReplaced()
    {
        await using var app = await AppProcess.StartAsync(RealAppFixture.Arguments);
        using var api = new Api(app.Address);
        var pid = await api.WorkerPidAsync();
        var clock = Stopwatch.StartNew();
        AppProcess.Signal(pid, Stop);
        await Eventually.TrueAsync(() => !AppProcess.IsAlive(pid), TimeSpan.FromSeconds(15), "the hung worker to be killed");
        Assert.True(clock.Elapsed > TimeSpan.FromSeconds(1), "A worker was killed that had only been slow.");
        await Eventually.TrueAsync(async () => (await api.ModelAsync()).GetProperty("restarts").GetInt32() == 1, TimeSpan.FromSeconds(15), () => "the restart");
        await app.WaitUntilReadyAsync();
        Assert.Equal(HttpStatusCode.OK, await api.CompleteAsync());
    }

    [Fact]
    public async Task AppKilled_UnderLoad_LeavesNoOrphan()
    {
        await using var app = await AppProcess.StartAsync(RealAppFixture.Arguments);
        using var api = new Api(app.Address);
        using var stream = await api.StreamAsync("openai", 8000);
        await api.BusyAsync(1);
        var worker = await api.WorkerPidAsync();
        AppProcess.Signal(app.Pid, Kill);
        await Eventually.TrueAsync(() => !AppProcess.IsAlive(worker), TimeSpan.FromSeconds(1), "the worker to follow its app");
    }

    [Fact]
    public async Task Terminated_WhileARequestRuns_RefusesNewOnesFinishesItAndExitsCleanly()
    {
        await using var app = await AppProcess.StartAsync(RealAppFixture.Arguments);
        using var api = new Api(app.Address);
        var running = await api.StreamAsync("anthropic", 1500);
        await api.BusyAsync(1);
        var worker = await api.WorkerPidAsync();

        AppProcess.Signal(app.Pid, Terminate);
        await Eventually.TrueAsync(
            async () => (await api.Client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.ServiceUnavailable,
            TimeSpan.FromSeconds(5), () => "readiness to turn");
        Assert.Equal(HttpStatusCode.OK, (await api.Client.GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await api.CompleteAsync());

        Assert.Contains("event: message_stop", await ReadAllAsync(running), StringComparison.Ordinal);
        await app.WaitForExitAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(0, app.ExitCode);
        Assert.False(AppProcess.IsAlive(worker));
    }

    private static async Task<string> ReadAllAsync(HttpResponseMessage response)
    {
        using (response) return await response.Content.ReadAsStringAsync();
    }
}
