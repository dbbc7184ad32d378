using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Pensieve.Console.Api.Metrics;
using Pensieve.Console.Features.Alerts;
using Pensieve.Console.Features.Logs;
using Pensieve.Console.Features.Overview;
using Pensieve.Console.Features.Requests;
using Pensieve.Console.Hosting;
using Pensieve.Console.Live;
using Pensieve.Engine;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Telemetry;
using Pensieve.Harness.Verdicts;
using Pensieve.Tests.Components.Support;
using Pensieve.Tests.E2E.Support;

namespace Pensieve.Tests.Integration.Resilience;

/// <summary>A day of the console's own services, without HTTP and on a clock of its own: sampler, rings, feed, alerts, log, bodies, meters, tabs that come and go.</summary>
public sealed class DayOfTrafficTests(ITestOutputHelper output)
{
    private const int Hours = 24;
    private const int WarmUpHours = 3; // until the ring of samples, of requests and of log lines has gone round
    private const int ReadingsPerHour = 4;
    private const double MostGrowthPerDay = 500_000;

    // The manifest of static assets is named after the app, and file watchers are few per user.
    private static readonly string[] s_arguments = ["--urls", "http://127.0.0.1:0", "--applicationName", "Pensieve.Console", "--hostBuilder:reloadConfigOnChange=false"];

    private static readonly string s_body = """{"model":"m","messages":[{"role":"user","content":"Tell me a story"}]}""" + new string(' ', 2000);

    [Fact]
    public async Task ConsoleServices_OverADay_HoldTheSameMemory()
    {
        var data = Directory.CreateTempSubdirectory("pensieve-test-");
        var time = new ManualTime();
        var engine = new SyntheticEngine(4, 0.8) { FailureShare = 0.02 };
        await using (var app = Build(data.FullName, time, engine))
        {
            var day = new Day(app.Services, engine, time);
            List<double> at = [], bytes = [];
            for (var reading = 0; reading <= Hours * ReadingsPerHour; reading++)
            {
                if (reading >= WarmUpHours * ReadingsPerHour)
                {
                    at.Add(reading / (double)ReadingsPerHour);
                    bytes.Add(GC.GetTotalMemory(forceFullCollection: true));
                }

                day.Live(TimeSpan.FromHours(1) / ReadingsPerHour);
            }

            var line = Trend.TheilSen(at, bytes);
            output.WriteLine($"{day.Requests} requests, {day.Notices} notices to {day.Tabs} tabs; {bytes[0] / 1e6:0.00} MB after {WarmUpHours} h, {bytes[^1] / 1e6:0.00} MB after {Hours} h; slope {line.Slope * 24 / 1e3:0} kB a day ({line.Low * 24 / 1e3:0} to {line.High * 24 / 1e3:0})");
            Assert.True(day.Requests > 20_000 && day.Notices > 100_000, $"Only {day.Requests} requests and {day.Notices} notices: that is no day.");
            Assert.True(line.Low <= 0 || line.Slope * 24 < MostGrowthPerDay, $"Memory grows by {line.Slope * 24 / 1e3:0} kB a day, at least {line.Low * 24 / 1e3:0}.");
        }

        data.Delete(recursive: true);
    }

    private static WebApplication Build(string data, TimeProvider time, IEngine engine) => PensieveHost.Build([.. s_arguments, $"--Pensieve:Data={data}"], services =>
    {
        services.AddSingleton(time);
        services.RemoveAll<IEngine>();
        services.AddSingleton(engine);
        services.RemoveAll<ILoggerProvider>();
        services.AddSingleton<ILoggerProvider>(p => new LogRingProvider(p.GetRequiredService<LogRing>(), time));
    });

    private sealed class Day(IServiceProvider services, SyntheticEngine engine, ManualTime time)
    {
        private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(500);
        private readonly LiveSampler _sampler = services.GetRequiredService<LiveSampler>();
        private readonly LiveFeed _feed = services.GetRequiredService<LiveFeed>();
        private readonly LiveHistory _history = services.GetRequiredService<LiveHistory>();
        private readonly AlertService _alerts = services.GetRequiredService<AlertService>();
        private readonly RequestBodies _bodies = services.GetRequiredService<RequestBodies>();
        private readonly EngineMeters _meters = services.GetRequiredService<EngineMeters>();
        private readonly MetricsExporter _exporter = services.GetRequiredService<MetricsExporter>();
        private readonly ILogger _log = services.GetRequiredService<ILoggerFactory>().CreateLogger("Pensieve.Engine.Requests");
        private readonly Queue<IDisposable> _tabs = [];
        private string? _last;
        private long _ticks;

        public long Requests { get; private set; }

        public long Notices { get; private set; }

        public long Tabs { get; private set; }

        public void Live(TimeSpan span)
        {
            _bodies.Switch(on: true);
            for (var end = time.GetUtcNow() + span; time.GetUtcNow() < end; _ticks++)
            {
                // Two notices a second and tab: pages see four of a busy engine.
                time.Advance(s_step);
                for (var i = 0; i < 5; i++) engine.Step(time.GetUtcNow());
                engine.RaiseChanged();
                if (_ticks % 2 == 0) Second();
                if (_ticks % 30 == 0) _exporter.Write(new PrometheusWriter());
                if (_ticks % 1200 == 0) ChangeTabs();
            }
        }

        private void Second()
        {
            _sampler.Sample();
            _alerts.Step();
            foreach (var record in engine.RecentRequests(64).TakeWhile(r => r.Id != _last).ToList()) End(record);
            _last = engine.RecentRequests(1) is [var newest] ? newest.Id : null;
        }

        private void End(RequestRecord record)
        {
            Requests++;
            _meters.RecordEnd(record);
            _bodies.Keep(record.Id, record.Source, Encoding.UTF8.GetBytes(s_body));
            if (_log.IsEnabled(LogLevel.Information)) _log.Log(LogLevel.Information, new EventId(1), record, null, (r, _) => $"{r.Id} ended: {r.Result.Reason}, {r.Result.Usage}");
        }

        // A tab opens and another closes; three are open at any time.
        private void ChangeTabs()
        {
            if (_tabs.Count == 3) _tabs.Dequeue().Dispose();
            Tabs++;
            var scope = services.CreateScope();
            var (pause, sent) = (scope.ServiceProvider.GetRequiredService<LivePause>(), 0L);
            var subscription = _feed.Subscribe(() =>
            {
                Notices++;
                var frame = pause.Shown;
                _ = Verdict.From(frame);
                _ = OverviewTiles.From(frame);
                if (_history.Since(sent) is [.., var latest]) sent = latest.Sequence;
                return Task.CompletedTask;
            });
            _tabs.Enqueue(new Tab(subscription, scope));
        }

        private sealed record Tab(IDisposable Subscription, IServiceScope Scope) : IDisposable
        {
            public void Dispose()
            {
                Subscription.Dispose();
                Scope.Dispose();
            }
        }
    }
}
