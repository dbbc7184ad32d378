using Pensieve.Console.Features.Requests.Keeping;
using Pensieve.Console.Shared.Commands;

namespace Pensieve.Console.Features.Requests;

/// <summary>Registers the feature.</summary>
public static class RequestsExtensions
{
    /// <summary>Services of the requests page. They need the settings, the store and the engine's ring of ended requests.</summary>
    public static IServiceCollection AddRequests(this IServiceCollection services)
    {
        services.AddSingleton<RequestRepository>().AddSingleton<RequestHistory>().AddHostedService(p => p.GetRequiredService<RequestHistory>());
        return services.AddSingleton<RequestBodies>().AddCommands<RequestCommands>();
    }
}
