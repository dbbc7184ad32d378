using Pensieve.Console.Shared.Commands;

namespace Pensieve.Console.Features.Requests;

/// <summary>Registers the feature.</summary>
public static class RequestsExtensions
{
    /// <summary>Services of the requests page.</summary>
    public static IServiceCollection AddRequests(this IServiceCollection services) =>
        services.AddSingleton<RequestBodies>().AddCommands<RequestCommands>();
}
