using Microsoft.AspNetCore.Server.Kestrel.Core;
using Pensieve.Console.Security.Access;

namespace Pensieve.Console.Security;

/// <summary>Registers the edge and puts its checks in order.</summary>
internal static class EdgeExtensions
{
    /// <summary>Options and Kestrel's own limits.</summary>
    public static IServiceCollection AddEdge(this IServiceCollection services)
    {
        services.AddOptions<EdgeOptions>().BindConfiguration(EdgeOptions.Section)
            .Validate(o => o.MaxBodyBytes > 0, "Security:MaxBodyBytes must be positive.")
            .Validate(o => o.ApiKeys.All(k => k.Length > 0), "Security:ApiKeys must not have an empty key.")
            .ValidateOnStart();
        return services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        });
    }

    /// <summary>Cheapest and most decisive first; errors of all of them pass the envelope.</summary>
    public static IApplicationBuilder UseEdge(this IApplicationBuilder app) => app
        .UseMiddleware<RequestId>()
        .UseMiddleware<TurnedAwayMiddleware>()
        .UseMiddleware<SecurityHeadersMiddleware>()
        .UseMiddleware<ErrorEnvelopeMiddleware>()
        .UseMiddleware<HostFilterMiddleware>()
        .UseMiddleware<OriginFilterMiddleware>()
        .UseMiddleware<AccessMiddleware>()
        .UseMiddleware<JsonOnlyMiddleware>()
        .UseMiddleware<BodyLimitMiddleware>();
}
