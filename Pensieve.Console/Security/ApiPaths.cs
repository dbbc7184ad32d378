namespace Pensieve.Console.Security;

/// <summary>Tells API routes from pages. Without regard to case, as routing does it.</summary>
internal static class ApiPaths
{
    /// <summary>Routes of both dialects and operations.</summary>
    public static bool IsApi(PathString path) =>
        path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    /// <summary>Routes that programs read: their errors are JSON, never a page.</summary>
    public static bool IsForPrograms(PathString path) =>
        IsApi(path) || path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase);
}
