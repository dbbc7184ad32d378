using Microsoft.AspNetCore.Components;

namespace Pensieve.Console.Shared.Shell;

/// <summary>Where in the shell a feature's component stands.</summary>
public enum ShellPlace
{
    /// <summary>Among the buttons of the top bar: the bell of the alerts.</summary>
    Bell,

    /// <summary>A strip under the top bar of every page: progress of what runs. Draws nothing while there is nothing.</summary>
    Strip,
}

/// <summary>A component that a feature puts into the shell of every page; it takes no parameters and subscribes for itself.</summary>
/// <param name="Place">Where.</param>
/// <param name="Component">Which component.</param>
public sealed record ShellPart(ShellPlace Place, Type Component);

/// <summary>Registers <see cref="ShellPart"/>s.</summary>
public static class ShellPartExtensions
{
    /// <summary>Puts <typeparamref name="T"/> into the shell, after those registered before.</summary>
    public static IServiceCollection AddShellPart<T>(this IServiceCollection services, ShellPlace place) where T : IComponent =>
        services.AddSingleton(new ShellPart(place, typeof(T)));
}
