using Pensieve.Console.Features.Overview;
using Pensieve.Console.Shared.Shell;

namespace Pensieve.Console.Features.Alerts;

/// <summary>Registers alerts.</summary>
internal static class AlertsExtensions
{
    /// <summary>Services of alerts. They need the settings, the store and runs.</summary>
    public static IServiceCollection AddAlerts(this IServiceCollection services)
    {
        services.AddSingleton<StoreFindings>().AddSingleton<IFindingSource>(p => p.GetRequiredService<StoreFindings>()).AddSingleton<IHealthSource>(p => p.GetRequiredService<StoreFindings>());
        services.AddSingleton<IVerdictLimits, AlertLimits>().AddSingleton<AlertFindings>().AddSingleton<MuteRepository>();
        services.AddSingleton<AlertRepository>().AddSingleton<AlertHistory>().AddHostedService(p => p.GetRequiredService<AlertHistory>());
        services.AddSingleton<Webhook>().AddHostedService(p => p.GetRequiredService<Webhook>());
        services.AddSingleton<AlertService>().AddHostedService(p => p.GetRequiredService<AlertService>());
        return services.AddShellPart<AlertBell>(ShellPlace.Bell);
    }
}
