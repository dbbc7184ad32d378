using System.Net;
using Pensieve.Engine.Worker;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Integration.Fixtures;

namespace Pensieve.Tests.Integration.Resilience;

/// <summary>Memory over many requests.</summary>
public sealed class SoakTests
{
    private const int Requests = 5000;
    private const int WarmUp = 20_000; // until rings, heaps, pools and compiled code have their size

    [Fact]
    public async Task App_AtIdle_StaysUnder200MB()
    {
        await using var app = await AppProcess.StartAsync(RealAppFixture.Arguments);
        using var api = new Api(app.Address);
        Assert.Equal(HttpStatusCode.OK, await api.CompleteAsync());
        var rss = ProcessMemory.Read(app.Pid).RssBytes;
        Assert.True(rss < 200_000_000, $"The app uses {rss / 1e6:F0} MB at idle.");
    }

    [Fact]
    public async Task AppAndWorker_OverThousandsOfRequests_DoNotGrow()
    {
        await using var app = await AppProcess.StartAsync(RealAppFixture.Arguments);
        using var api = new Api(app.Address);
        var worker = await api.WorkerPidAsync();
        List<(double Request, double App, double Worker)> samples = [];
        for (var done = 0; done < Requests + WarmUp; done += 50)
        {
            var statuses = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => api.CompleteAsync()));
            Assert.All(statuses, s => Assert.Equal(HttpStatusCode.OK, s));
            if (done >= WarmUp) samples.Add((done, ProcessMemory.Read(app.Pid).RssBytes, ProcessMemory.Read(worker).RssBytes));
        }

        // Garbage comes and goes, so the slope of the lower envelope: the least of each quarter of the run.
        AssertFlat("app", samples.Select(s => (s.Request, s.App)).ToList());
        AssertFlat("worker", samples.Select(s => (s.Request, s.Worker)).ToList());
    }

    /// <summary>Fails from a leak of some 2 KB a request on: both the lower envelope and the median slope must show it.</summary>
    private static void AssertFlat(string who, List<(double Request, double Bytes)> samples)
    {
        var quarter = samples.Count / 4;
        var growth = samples.TakeLast(quarter).Min(s => s.Bytes) - samples.Take(quarter).Min(s => s.Bytes);
        var slope = TheilSen(samples);
        Assert.True(growth < 4_000_000 || slope < 1500, $"The {who} grew by {growth / 1e6:F1} MB, {slope:F0} bytes a request.");
    }

    private static double TheilSen(List<(double X, double Y)> points)
    {
        var slopes = new List<double>();
        for (var i = 0; i < points.Count; i++)
            for (var j = i + 1; j < points.Count; j++) slopes.Add((points[j].Y - points[i].Y) / (points[j].X - points[i].X));
        slopes.Sort();
        return slopes[slopes.Count / 2];
    }
}
