using Pensieve.Console.Hosting;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;
using Pensieve.Console.Security.Keys;
using Pensieve.Console.Security.SignIn;

namespace Pensieve.Console.Security;

/// <summary>Registers and maps who may do what: keys, sign-in, audit trail.</summary>
internal static class AccessExtensions
{
    /// <summary>Their services.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services, PensieveOptions options)
    {
        services.AddSingleton(AnonymousAccess.Of(options));
        services.AddSingleton<PagePasses>();
        services.AddSingleton<KeyRepository>().AddSingleton<KeyRing>();
        services.AddSingleton(p => new KeyManager(p.GetRequiredService<KeyRepository>(), p.GetRequiredService<KeyRing>(), p.GetRequiredService<TimeProvider>()));
        services.AddHostedService<KeyService>();
        services.AddSingleton<AuditRepository>().AddSingleton<AuditTrail>();
        services.AddHostedService(p => p.GetRequiredService<AuditTrail>());
        return services.AddSignIn(options);
    }

    /// <summary>Their routes.</summary>
    public static void MapAccess(this IEndpointRouteBuilder routes)
    {
        KeysEndpoints.Map(routes);
        AuditEndpoints.Map(routes);
        SignInEndpoints.Map(routes);
    }
}
