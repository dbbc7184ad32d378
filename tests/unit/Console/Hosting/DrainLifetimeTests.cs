using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Console.Api.Generations;
using Pensieve.Console.Features.Settings.Values;
using Pensieve.Console.Hosting;
using Pensieve.Console.Security.Access;
using Pensieve.Engine;
using Pensieve.Engine.Models;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Unit.Console.Api.Support;

namespace Pensieve.Tests.Unit.Console.Hosting;

public sealed class DrainLifetimeTests
{
    [Fact]
    public async Task Ask_Once_DrainsBeforeItStops()
    {
        var (lifetime, engine, app) = Make(drainSeconds: 60);

        var asked = lifetime.Ask(143);
        await engine.DrainStarted.Task;
        Assert.False(app.Stopped);
        engine.Running.SetResult();
        await asked;

        Assert.True(app.Stopped);
    }

    [Fact]
    public async Task Ask_RequestsOutlastTheDrainTime_StopsAllTheSame()
    {
        var (lifetime, _, app) = Make(drainSeconds: 0);

        await lifetime.Ask(143);

        Assert.True(app.Stopped);
    }

    [Fact]
    public async Task Ask_Twice_EndsAtOnceWithTheCode()
    {
        var exits = new List<int>();
        var (lifetime, engine, app) = Make(drainSeconds: 60, exits.Add);

        var first = lifetime.Ask(130);
        await lifetime.Ask(130);

        Assert.Equal([130], exits);
        Assert.False(app.Stopped);
        engine.Running.SetResult();
        await first;
    }

    [Fact]
    public async Task Ask_DrainTimeChangedSinceTheStart_TakesTheNewOne()
    {
        await using var server = await ApiServer.StartAsync(arguments: "--Pensieve:SignIn=off");
        var settings = server.Services.GetRequiredService<RuntimeSettings>();
        var (lifetime, _, app) = Make(drainSeconds: 3600, settings: settings);
        Assert.NotNull((await settings.ChangeAsync(new Dictionary<string, string?> { [SettingTable.Drain] = "0" }, replace: false, null, AccessIdentity.Local(AccessLevel.Admin), default)).Done);

        await lifetime.Ask(143).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(app.Stopped);
    }

    [Fact]
    public async Task Ask_EngineIsDoneButAnAnswerIsNotWritten_WaitsForIt()
    {
        var answers = new OpenAnswers();
        var answer = answers.Begin(new DefaultHttpContext().Response);
        var (lifetime, engine, app) = Make(drainSeconds: 60, answers: answers);

        var asked = lifetime.Ask(143);
        engine.Running.SetResult();
        await Eventually.TrueAsync(() => answers.IsAwaited, TimeSpan.FromSeconds(30), "the drain to wait for the answer");
        Assert.False(app.Stopped);
        answer.Dispose();
        await asked;

        Assert.True(app.Stopped);
    }

    [Fact]
    public async Task Ask_AnswersOutlastTheDrainTime_GetTheirLastWordsAndThenItStops()
    {
        var answers = new OpenAnswers();
        using var answer = answers.Begin(new DefaultHttpContext().Response);
        var (lifetime, _, app) = Make(drainSeconds: 0, answers: answers, lastWords: TimeSpan.FromMilliseconds(1));

        await lifetime.Ask(143);

        Assert.True(app.Stopped);
        Assert.Equal(1, answers.Count);
    }

    private static (DrainLifetime Lifetime, SlowEngine Engine, FakeApp App) Make(
        int drainSeconds, Action<int>? exit = null, OpenAnswers? answers = null, TimeSpan? lastWords = null, RuntimeSettings? settings = null)
    {
        var engine = new SlowEngine();
        var app = new FakeApp();
        var lifetime = new DrainLifetime(
            new PensieveOptions { DrainSeconds = drainSeconds }, app, TimeProvider.System, NullLogger<DrainLifetime>.Instance, engine, settings, answers: answers)
        {
            LastWords = lastWords ?? TimeSpan.Zero,
            Exit = exit ?? (_ => Assert.Fail("Nothing asked twice.")),
        };
        return (lifetime, engine, app);
    }

    private sealed class FakeApp : IHostApplicationLifetime
    {
        public bool Stopped { get; private set; }

        public CancellationToken ApplicationStarted => default;

        public CancellationToken ApplicationStopping => default;

        public CancellationToken ApplicationStopped => default;

        public void StopApplication() => Stopped = true;
    }

    /// <summary>An engine whose requests run until the test ends them.</summary>
    private sealed class SlowEngine : IEngine
    {
        public event Action? Changed { add { } remove { } }

        public TaskCompletionSource DrainStarted { get; } = new();

        public TaskCompletionSource Running { get; } = new();

        public IReadOnlyList<IModelSession> Models => [];

        public EngineSnapshot Snapshot() => new(0, EngineState.Ready, null, []);

        public bool TryGetModel(string id, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IModelSession? model) => (model = null) is not null;

        public Task<LoadOutcome> LoadAsync(ModelLoadOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> UnloadAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<DeviceInfo>> GetDevicesAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public IReadOnlyList<RequestRecord> RecentRequests(int count) => [];

        public Task DrainAsync(CancellationToken cancellationToken)
        {
            DrainStarted.TrySetResult();
            return Running.Task.WaitAsync(cancellationToken);
        }
    }
}
