using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Console.Hosting;
using Pensieve.Console.Live;
using Pensieve.Engine;
using Pensieve.Tests.Components.Support;

namespace Pensieve.Tests.E2E.Support;

/// <summary>The real console over another engine, in this process, on a free port, with the published app's assets.</summary>
public sealed class SyntheticApp : IAsyncDisposable
{
    private const string Manifest = "Pensieve.Console.staticwebassets.endpoints.json";
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _driving;
    private readonly DirectoryInfo _data;

    private SyntheticApp(WebApplication app, SyntheticEngine? engine, DirectoryInfo data)
    {
        _app = app;
        _data = data;
        _driving = engine is null ? Task.CompletedTask : DriveAsync(engine);
        Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/";
    }

    public string Url { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts it; a <see cref="SyntheticEngine"/> is driven in real time, with <paramref name="past"/> of history behind it.</summary>
    public static Task<SyntheticApp> StartAsync(IEngine engine, TimeSpan past = default, params string[] arguments) => StartAsync(engine, _ => { }, past, arguments);

    /// <summary>The same, with services of the test's own.</summary>
    public static async Task<SyntheticApp> StartAsync(IEngine engine, Action<IServiceCollection> configure, TimeSpan past = default, params string[] arguments)
    {
        var history = new LiveHistory();
        if (engine is SyntheticEngine simulated) Remember(simulated, history, past);
        var published = Path.GetDirectoryName(PublishedApp.Executable())!;
        // The list of assets is read from beside the running program, which here is the test.
        File.Copy(Path.Combine(published, Manifest), Path.Combine(AppContext.BaseDirectory, Manifest), overwrite: true);
        var data = Directory.CreateTempSubdirectory("pensieve-e2e-");
        var app = PensieveHost.Build(["--urls", "http://127.0.0.1:0", "--environment", "Production", "--applicationName", "Pensieve.Console", "--contentRoot", published, "--Logging:LogLevel:Default", "Warning", $"--Pensieve:Data={data.FullName}", "--Pensieve:SignIn=off", .. arguments],
            services =>
            {
                services.AddSingleton(engine);
                services.AddSingleton(history);
                configure(services);
            });
        await app.StartAsync();
        return new SyntheticApp(app, engine as SyntheticEngine, data);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _driving;
        await _app.StopAsync();
        await _app.DisposeAsync();
        _stop.Dispose();
        _data.Delete(recursive: true);
    }

    private static void Remember(SyntheticEngine engine, LiveHistory history, TimeSpan past)
    {
        var time = new ManualTime(DateTimeOffset.UtcNow - past);
        using var feed = new LiveFeed(engine, time, NullLogger<LiveFeed>.Instance);
        using var sampler = new LiveSampler(engine, new HostProbe(), new TurnedAwayRing(), history, feed, time, NullLogger<LiveSampler>.Instance);
        for (var tick = 0; tick < past.TotalSeconds * 10; tick++)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            engine.Step(time.GetUtcNow());
            if (tick % 10 == 9) sampler.Sample();
        }
    }

    private async Task DriveAsync(SyntheticEngine engine)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                engine.Step(DateTimeOffset.UtcNow);
                engine.RaiseChanged();
            }
        }
        catch (OperationCanceledException)
        {
        }
    }
}
