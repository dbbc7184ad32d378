using Microsoft.Extensions.DependencyInjection.Extensions;
using Pensieve.Console.Features.Overview;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Console.Features.Runs.Strip;
using Pensieve.Console.Security.Audit;
using Pensieve.Console.Shared.Charts;
using Pensieve.Console.Shared.Commands;
using Pensieve.Console.Shared.Shell;

namespace Pensieve.Console.Features.Runs;

/// <summary>Registers runs: their process, their history, their pages' parts.</summary>
public static class RunsExtensions
{
    /// <summary>Services of runs. They need the store.</summary>
    public static IServiceCollection AddPensieveRuns(this IServiceCollection services)
    {
        services.AddOptions<RunOptions>().BindConfiguration(RunOptions.Section)
            .Validate(o => o.Keep is >= 1 and <= 100_000, "Runs:Keep must be 1 to 100000.")
            .Validate(o => o.KeepBytes >= 1 << 20, "Runs:KeepBytes must be at least 1048576.")
            .Validate(o => o.CancelLimit >= TimeSpan.Zero && o.CancelLimit <= TimeSpan.FromHours(1), "Runs:CancelLimit must be 0 to 1 hour.")
            .ValidateOnStart();
        services.AddSingleton<RunRepository>().AddSingleton<RunArchive>().AddSingleton<RunReader>().AddSingleton<RunManager>();
        services.TryAddSingleton<IRunLauncher, ChildRunLauncher>();
        services.AddScoped<RunActions>().TryAddScoped<OperatorActions>();
        services.AddSingleton<IChartBands, RunBands>().AddSingleton<IHealthSource, RunHealth>();
        services.AddCommands<RunPaletteCommands>();
        services.AddShellPart<RunStrip>(ShellPlace.Strip);
        return services.AddHostedService(provider => provider.GetRequiredService<RunManager>());
    }
}
