namespace Pensieve.Console.Security;

/// <summary>Tells API routes from pages. Without regard to case, as routing does it.</summary>
internal static class ApiPaths
{
    private static readonly PathString[] s_api = ["/v1", "/api", "/tokenize", "/detokenize", "/apply-template"];

    /// <summary>Routes of both dialects, those named as llama-server names them, and operations.</summary>
    public static bool IsApi(PathString path) => Array.Exists(s_api, prefix => path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase));

    /// <summary>Routes that programs read: their errors are JSON, never a page.</summary>
    public static bool IsForPrograms(PathString path) =>
        IsApi(path) || path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase);
}
