namespace Pensieve.Console.Hosting;

/// <summary>Registers the engine and what starts with it.</summary>
internal static class EngineHosting
{
    /// <summary>Options of the server and the load of its first model. The IEngine itself is registered beside it.</summary>
    public static IServiceCollection AddPensieveEngine(this IServiceCollection services, PensieveOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<StartupModel>();
        return services.AddHostedService(provider => provider.GetRequiredService<StartupModel>());
    }
}
