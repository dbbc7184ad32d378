namespace Pensieve.Console.Store;

/// <summary>Registers the store.</summary>
public static class StoreExtensions
{
    /// <summary>The store with the schemas of all features; it is opened by its first user.</summary>
    public static IServiceCollection AddPensieveStore(this IServiceCollection services, StoreOptions options) => services.AddSingleton(provider => new ConsoleStore(
        options, Schemas.All, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ConsoleStore>>()));
}
