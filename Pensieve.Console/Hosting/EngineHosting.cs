using Pensieve.Console.Cli;
using Pensieve.Engine;
using Pensieve.Engine.Telemetry;
using Pensieve.Engine.Worker;

namespace Pensieve.Console.Hosting;

/// <summary>Registers the engine and what starts with it.</summary>
internal static class EngineHosting
{
    /// <summary>The engine, its options, and the load of the first model.</summary>
    public static IServiceCollection AddPensieveEngine(this IServiceCollection services, PensieveOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(new EngineHostOptions
        {
            Isolation = options.Isolation,
            WorkerCommand = WorkerCommandLine(),
            DrainLimit = TimeSpan.FromSeconds(options.DrainSeconds),
        });
        services.AddSingleton(p => new RecentRequests(p.GetRequiredService<EngineHostOptions>().RecentRequests));
        services.AddSingleton<IEngine, EngineHost>();
        services.AddSingleton<StartupModel>();
        return services.AddHostedService(provider => provider.GetRequiredService<StartupModel>());
    }

    /// <summary>How this program starts itself as a worker: its own executable, or dotnet with its assembly.</summary>
    public static IReadOnlyList<string> WorkerCommandLine()
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "Pensieve.Console.dll");
        var executable = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Pensieve.Console.exe" : "Pensieve.Console");
        return File.Exists(executable) ? [executable, WorkerCommand.Name] : ["dotnet", assembly, WorkerCommand.Name];
    }
}
