namespace Pensieve.Console.Security;

/// <summary>Tells API routes from pages.</summary>
internal static class ApiPaths
{
    /// <summary>Routes of both dialects and operations.</summary>
    public static bool IsApi(PathString path) =>
        path.StartsWithSegments("/v1", StringComparison.Ordinal) || path.StartsWithSegments("/api", StringComparison.Ordinal);

    /// <summary>Routes that programs read: their errors are JSON, never a page.</summary>
    public static bool IsForPrograms(PathString path) =>
        IsApi(path) || path.StartsWithSegments("/health", StringComparison.Ordinal)
        || path.StartsWithSegments("/metrics", StringComparison.Ordinal) || path.StartsWithSegments("/openapi", StringComparison.Ordinal);
}
