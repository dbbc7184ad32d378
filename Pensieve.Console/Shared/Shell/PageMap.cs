using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace Pensieve.Console.Shared.Shell;

/// <summary>
/// The pages, in the order of the navigation. A page that no component claims with its route yet is not offered, so a new
/// feature shows as soon as its <c>@page</c> exists.
/// </summary>
public static class PageMap
{
    /// <summary>Every page there is or will be.</summary>
    public static IReadOnlyList<PageLink> All { get; } =
    [
        new("Overview", "", IconName.Gauge, 'o', HasRange: true),
        new("Requests", "requests", IconName.List, 'r', HasRange: true),
        new("Models", "models", IconName.Cube, 'm'),
        new("Playground", "playground", IconName.Chat, 'p'),
        new("Runs", "runs", IconName.Flask, 't'),
        new("Compare", "compare", IconName.Scales, 'c'),
        new("Logs", "logs", IconName.Lines, 'l'),
        new("Settings", "settings", IconName.Sliders, 's'),
    ];

    /// <summary>Those of <see cref="All"/> that exist.</summary>
    public static IReadOnlyList<PageLink> Open { get; } = Existing(typeof(PageMap).Assembly);

    /// <summary>The page that an address belongs to; null = none of the map.</summary>
    /// <param name="path">Address below the base, with or without query.</param>
    public static PageLink? Of(string path)
    {
        var first = path.Split('?', '#')[0].Split('/')[0];
        return All.FirstOrDefault(p => p.Path.Equals(first, StringComparison.OrdinalIgnoreCase));
    }

    private static PageLink[] Existing(Assembly assembly)
    {
        var routes = assembly.GetTypes().SelectMany(t => t.GetCustomAttributes<RouteAttribute>()).Select(r => r.Template.Trim('/')).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. All.Where(p => routes.Contains(p.Path))];
    }
}
