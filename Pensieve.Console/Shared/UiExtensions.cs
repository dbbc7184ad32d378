namespace Pensieve.Console.Shared;

/// <summary>Registers and maps the pages.</summary>
public static class UiExtensions
{
    /// <summary>Services of the pages.</summary>
    public static IServiceCollection AddPensieveUi(this IServiceCollection services) => services;

    /// <summary>Pages and their assets.</summary>
    public static IEndpointRouteBuilder MapPensieveUi(this IEndpointRouteBuilder routes) => routes;
}
