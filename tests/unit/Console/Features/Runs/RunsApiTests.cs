using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Harness.Runs.Events;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Unit.Console.Api.Support;
using Pensieve.Tests.Unit.Console.Features.Runs.Support;

namespace Pensieve.Tests.Unit.Console.Features.Runs;

public sealed class RunsApiTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Start_WholeRun_IsListedKeptAndReported()
    {
        await using var server = await StartAsync(new ReplayLauncher());
        var id = await RunAsync(server, """{"suites":["integration","stress"],"seed":5}""");
        var run = await EndAsync(server, id);

        Assert.Equal("failed", run.GetProperty("run").GetProperty("state").GetString());
        Assert.Equal(id, run.GetProperty("summary").GetProperty("run").GetProperty("runId").GetString());
        Assert.Contains("replaying", run.GetProperty("log").GetString(), StringComparison.Ordinal);
        Assert.False(run.TryGetProperty("progress", out var progress) && progress.ValueKind != JsonValueKind.Null);
        var list = await server.Client.GetFromJsonAsync<JsonElement>("/api/runs?suite=stress&state=failed");
        Assert.Equal(id, Assert.Single(list.GetProperty("runs").EnumerateArray()).GetProperty("id").GetString());
        Assert.Empty((await server.Client.GetFromJsonAsync<JsonElement>("/api/runs?state=passed")).GetProperty("runs").EnumerateArray());
        foreach (var (format, type) in new[] { ("html", "text/html"), ("json", "application/json"), ("csv", "text/csv"), ("requests", "text/csv"), ("junit", "application/xml"), ("md", "text/markdown"), ("svg", "application/zip"), ("ndjson", "application/x-ndjson") })
        {
            using var response = await server.Client.GetAsync($"/api/runs/{id}/report?format={format}");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
            Assert.Contains(id, response.Content.Headers.ContentDisposition?.FileName, StringComparison.Ordinal);
            Assert.True((await response.Content.ReadAsByteArrayAsync()).Length > 200);
        }

        var record = (await server.Client.GetStringAsync($"/api/runs/{id}/report?format=ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(run.GetProperty("summary").GetProperty("lastSeq").GetInt64() + 1, record.Length);
    }

    [Fact]
    public async Task Start_WhileOneRuns_IsRefusedAndSaysWhich()
    {
        var launcher = new ReplayLauncher { IsAutomatic = false };
        await using var server = await StartAsync(launcher);
        var id = await RunAsync(server, """{"suites":["integration"]}""");
        using var refused = await server.PostAsync("/api/runs", """{"suites":["bench"],"confirm":true}""");
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains(id, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        launcher.Started[0].Finish();
        await EndAsync(server, id);
    }

    [Theory]
    [InlineData("""{"suites":[]}""", "suites")]
    [InlineData("""{"suites":["nonsense"]}""", "suites")]
    [InlineData("""{"suites":["stress"],"profile":"../../etc/passwd"}""", "profile")]
    [InlineData("""{"suites":["stress"],"cases":["--target=http://evil"]}""", "cases")]
    [InlineData("""{"suites":["stress"],"cases":["stress/spike","stress/spke"]}""", "cases", "no 'stress/spke'; nearest are stress/spike")]
    [InlineData("""{"suites":["all"],"cases":["stres/soak"],"profile":"smoke"}""", "cases", "no 'stres/soak'; nearest are stress/soak")]
    [InlineData("""{"suites":["bench","integration"],"cases":["stress/spike"]}""", "cases", "of the suite stress, which suites does not name; nearest")]
    [InlineData("""{"suites":["stress"],"seed":-1}""", "seed")]
    public async Task Start_WrongField_IsNamed(string body, string field, string says = "")
    {
        var launcher = new ReplayLauncher();
        await using var server = await StartAsync(launcher);
        using var response = await server.PostAsync("/api/runs", body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(field, error.GetProperty("field").GetString());
        Assert.Contains(says, error.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(launcher.Started);
    }

    [Fact]
    public async Task Start_SmokeAndACaseWithoutItsMark_IsTaken()
    {
        RunRequest? taken = null;
        await using var server = await StartAsync(new ReplayLauncher(request => SyntheticRecord.Of("x", DateTimeOffset.UtcNow, [.. (taken = request).Suites])));
        await EndAsync(server, await RunAsync(server, """{"suites":["stress"],"profile":"smoke","cases":["stress/soak"]}"""));
        Assert.Equal(["stress", "--profile", "smoke", "--case", "stress/soak"], taken!.Arguments());
    }

    [Fact]
    public async Task Start_ThatCannot_SaysWhy()
    {
        await using var server = await StartAsync(new ReplayLauncher { Refusal = "no such file" });
        using var response = await server.PostAsync("/api/runs", """{"suites":["integration"]}""");
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Contains("no such file", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_RunUnderWay_EndsPartialAndFreesThePlace()
    {
        var launcher = new ReplayLauncher { IsAutomatic = false };
        await using var server = await StartAsync(launcher);
        var id = await RunAsync(server, """{"suites":["stress"]}""");
        launcher.Started[0].EmitThrough<LoadTick>();
        using (var cancelled = await server.PostAsync($"/api/runs/{id}/cancel", "{}")) Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        var run = await EndAsync(server, id);
        Assert.True(launcher.Started[0].IsInterrupted);
        Assert.True(run.GetProperty("run").GetProperty("partial").GetBoolean());
        using (var again = await server.PostAsync($"/api/runs/{id}/cancel", "{}")) Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        using (var unknown = await server.PostAsync("/api/runs/none/cancel", "{}")) Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Compare_OneRunASide_GivesFiguresAndDecidesNothing()
    {
        await using var server = await StartAsync(new ReplayLauncher());
        var first = await RunAsync(server, """{"suites":["stress"],"seed":5}""");
        await EndAsync(server, first);
        var second = await RunAsync(server, """{"suites":["stress"],"seed":5}""");
        await EndAsync(server, second);

        var compared = await server.Client.GetFromJsonAsync<JsonElement>($"/api/runs/compare?runs={first},{second}");
        Assert.Equal([first, second], compared.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("id").GetString()!));
        var figures = compared.GetProperty("figures").EnumerateArray().ToList();
        Assert.NotEmpty(figures);
        Assert.All(figures, f => Assert.Equal(2, f.GetProperty("values").GetArrayLength()));
        var changes = figures.Where(f => f.GetProperty("primary").GetBoolean()).Select(f => f.GetProperty("changes")[0]).ToList();
        Assert.NotEmpty(changes);
        Assert.All(changes, c => Assert.Equal("inconclusive", c.GetProperty("verdict").GetString()));
        Assert.All(changes, c => Assert.NotEmpty(c.GetProperty("reason").GetString()!));

        foreach (var (runs, status) in new[] { ("", HttpStatusCode.BadRequest), (first, HttpStatusCode.BadRequest), ($"{first},{first}", HttpStatusCode.BadRequest), ("a,b,c,d,e,f", HttpStatusCode.BadRequest), ($"{first},none", HttpStatusCode.NotFound) })
        {
            using var refused = await server.Client.GetAsync("/api/runs/compare?runs=" + runs);
            Assert.Equal(status, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Cancel_DeafRun_IsKilledAndInterrupted()
    {
        var launcher = new ReplayLauncher { IsAutomatic = false, IsDeaf = true };
        await using var server = await StartAsync(launcher, TimeSpan.Zero);
        var id = await RunAsync(server, """{"suites":["stress"]}""");
        launcher.Started[0].EmitThrough<LoadTick>();
        using (await server.PostAsync($"/api/runs/{id}/cancel", "{}")) { }
        var run = await EndAsync(server, id);
        Assert.True(launcher.Started[0].IsKilled);
        Assert.Equal("interrupted", run.GetProperty("run").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Process_ThatDies_LeavesAnInterruptedRunWithWhatItHad()
    {
        var launcher = new ReplayLauncher { IsAutomatic = false };
        await using var server = await StartAsync(launcher);
        var id = await RunAsync(server, """{"suites":["stress"]}""");
        launcher.Started[0].EmitThrough<PhaseChanged>(p => p.Name == "spike");
        launcher.Started[0].Crash();
        var run = await EndAsync(server, id);
        Assert.Equal("interrupted", run.GetProperty("run").GetProperty("state").GetString());
        Assert.Equal("interrupted", run.GetProperty("summary").GetProperty("cases")[0].GetProperty("state").GetString());
        Assert.Contains("status 137", run.GetProperty("log").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_ThatSaysNothing_IsAnErrorWithoutAReport()
    {
        var launcher = new ReplayLauncher { IsAutomatic = false };
        await using var server = await StartAsync(launcher);
        var id = await RunAsync(server, """{"suites":["stress"]}""");
        launcher.Started[0].Crash();
        var run = await EndAsync(server, id);
        Assert.Equal("error", run.GetProperty("run").GetProperty("state").GetString());
        using var report = await server.Client.GetAsync($"/api/runs/{id}/report");
        Assert.Equal(HttpStatusCode.Conflict, report.StatusCode);
    }

    [Fact]
    public async Task Events_FollowedAndResumed_GiveEveryLineOnce()
    {
        var launcher = new ReplayLauncher { IsAutomatic = false };
        await using var server = await StartAsync(launcher);
        var id = await RunAsync(server, """{"suites":["integration","resilience"]}""");
        launcher.Started[0].EmitThrough<CaseEnded>();
        using var stream = await server.Client.GetAsync($"/api/runs/{id}/events", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        List<long> ids = [];
        while (ids.Count < 4) Take(await reader.ReadLineAsync());
        launcher.Started[0].Finish();
        while (await reader.ReadLineAsync() is { } line) Take(line);

        var last = (await EndAsync(server, id)).GetProperty("summary").GetProperty("lastSeq").GetInt64();
        Assert.Equal(Enumerable.Range(0, (int)last + 1).Select(i => (long)i), ids);

        using var resume = new HttpRequestMessage(HttpMethod.Get, $"/api/runs/{id}/events");
        resume.Headers.Add("Last-Event-ID", (last - 3).ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var rest = await server.Client.SendAsync(resume);
        var text = await rest.Content.ReadAsStringAsync();
        Assert.Equal(3, text.Split("id: ").Length - 1);
        Assert.EndsWith("event: end\ndata: {}\n\n", text, StringComparison.Ordinal);

        void Take(string? line)
        {
            if (line?.StartsWith("id: ", StringComparison.Ordinal) == true) ids.Add(long.Parse(line[4..], System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public async Task Baseline_Marked_MovesWithinItsKindAndOnlyToValidRuns()
    {
        await using var server = await StartAsync(new ReplayLauncher());
        var first = await RunAsync(server, """{"suites":["stress"]}""");
        await EndAsync(server, first);
        var second = await RunAsync(server, """{"suites":["stress"]}""");
        await EndAsync(server, second);
        foreach (var id in new[] { first, second })
            Assert.Equal(HttpStatusCode.NoContent, (await server.Client.PutAsync($"/api/runs/{id}/baseline", JsonContent.Create(new { }))).StatusCode);
        var marked = (await server.Client.GetFromJsonAsync<JsonElement>("/api/runs")).GetProperty("runs").EnumerateArray().Where(r => r.GetProperty("isBaseline").GetBoolean());
        Assert.Equal(second, Assert.Single(marked).GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await server.Client.DeleteAsync($"/api/runs/{first}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync($"/api/runs/{first}")).StatusCode);
    }

    private static Task<ApiServer> StartAsync(ReplayLauncher launcher, TimeSpan? cancelLimit = null) => ApiServer.StartAsync(services =>
    {
        services.RemoveAll<IRunLauncher>();
        services.AddSingleton<IRunLauncher>(launcher);
        if (cancelLimit is { } limit) services.Configure<RunOptions>(o => o.CancelLimit = limit);
    });

    private static async Task<string> RunAsync(ApiServer server, string body)
    {
        using var response = await server.PostAsync("/api/runs", body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, text);
        return JsonElement.Parse(text).GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement> EndAsync(ApiServer server, string id)
    {
        JsonElement run = default;
        await Eventually.TrueAsync(async () =>
        {
            run = await server.Client.GetFromJsonAsync<JsonElement>($"/api/runs/{id}");
            return run.GetProperty("run").GetProperty("endedAt").ValueKind == JsonValueKind.String
                && server.Services.GetRequiredService<RunManager>().Current is null;
        }, s_limit, () => $"run {id} to end: {run}");
        return run;
    }
}
