using Microsoft.Extensions.DependencyInjection;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Console.Security.Access;
using Pensieve.Harness.Runs.Events;
using Pensieve.Tests.Fakes;
using Pensieve.Tests.Unit.Console.Features.Runs.Support;

namespace Pensieve.Tests.Components.Support;

/// <summary>What the pages of runs need: a manager whose runs replay synthetic records, over a database of its own.</summary>
internal sealed class RunServices : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);
    private readonly ConsoleServices _console;
    private RunManager? _manager;

    public RunServices(IServiceCollection services, ReplayLauncher launcher, AccessLevel level = AccessLevel.Operate)
    {
        _console = new ConsoleServices(services, new FakeEngine(), level);
        services.AddOptions().AddSingleton<IRunLauncher>(launcher);
        services.AddSingleton<RunRepository>().AddSingleton<RunArchive>().AddSingleton<RunReader>().AddSingleton<RunActions>();
        services.AddSingleton(p => _manager = ActivatorUtilities.CreateInstance<RunManager>(p));
    }

    /// <summary>Runs whose servers differ in speed only, one after another; returns their ids.</summary>
    public static ReplayLauncher Paced(params double[] slowness)
    {
        var next = 0;
        return new ReplayLauncher(request =>
        {
            var index = next++;
            var events = SyntheticRecord.Of("x", DateTimeOffset.UnixEpoch.AddHours(index), request.Suites.Contains("all") ? null : [.. request.Suites], index + 1, slowness[index]).ToList();
            // Replicates have one seed; what differs is what a machine's noise makes differ.
            if (events[0] is RunStarted start) events[0] = start with { Seed = request.Seed ?? 1 };
            return events;
        });
    }

    /// <summary>Starts a run and waits for its end.</summary>
    public static Task<string> RunAsync(IServiceProvider provider, params string[] suites) => RunAsync(provider, new RunRequest(suites));

    /// <summary>Starts a run and waits for its end.</summary>
    public static async Task<string> RunAsync(IServiceProvider provider, RunRequest request)
    {
        var manager = provider.GetRequiredService<RunManager>();
        var id = manager.Start(request, "test").Run!.Id;
        await Eventually.TrueAsync(() => manager.Current is null, s_limit, "the run to end");
        return id;
    }

    public void Dispose()
    {
        // A run that a test began at its end still writes to the database, whose folder goes next.
        _manager?.StopAsync(CancellationToken.None).GetAwaiter().GetResult();
        SpinWait.SpinUntil(() => _manager?.Current is null, s_limit);
        _console.Dispose();
    }
}
