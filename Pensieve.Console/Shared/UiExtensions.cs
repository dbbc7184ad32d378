using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Pensieve.Console.Features.Requests;
using Pensieve.Console.Features.Settings;
using Pensieve.Console.Live;
using Pensieve.Console.Security;
using Pensieve.Console.Shared.Charts;
using Pensieve.Console.Shared.Commands;
using Pensieve.Console.Shared.Shell;
using Radzen;

namespace Pensieve.Console.Shared;

/// <summary>Registers and maps the pages.</summary>
public static class UiExtensions
{
    /// <summary>Services of the pages. They need an <see cref="Engine.IEngine"/>.</summary>
    public static IServiceCollection AddPensieveUi(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IHostProbe, HostProbe>();
        services.TryAddSingleton<TurnedAwayRing>();
        services.AddSingleton<LiveHistory>();
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<LiveSampler>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveSampler>());
        services.AddSingleton<IChartBands, StateBands>();
        services.AddScoped<LivePause>();
        services.AddCommands<ShellCommands>();
        services.AddRequests();
        services.AddSingleton<ConsoleCircuits>().AddSingleton<CircuitHandler>(p => p.GetRequiredService<ConsoleCircuits>());
        services.AddRadzenComponents();
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.Configure<CircuitOptions>(options =>
        {
            // A lost tab keeps its circuit in memory until it comes back: few, and not for long.
            options.DisconnectedCircuitMaxRetained = 20;
            options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(2);
        });
        return services;
    }

    /// <summary>Pages and their assets.</summary>
    public static WebApplication MapPensieveUi(this WebApplication app)
    {
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use((context, next) =>
        {
            // What programs read has errors of its own, never a page.
            if (ApiPaths.IsForPrograms(context.Request.Path) && context.Features.Get<IStatusCodePagesFeature>() is { } pages) pages.Enabled = false;
            return next(context);
        });
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapRazorComponents<App>()
            // The edge sends the whole Content-Security-Policy.
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }
}
