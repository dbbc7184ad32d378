using Microsoft.AspNetCore.StaticAssets;

namespace Pensieve.Console.Security.Access;

/// <summary>What a route asks for.</summary>
/// <param name="Level">Least level; null = anybody.</param>
/// <param name="IsPage">Whether it is for people: who is not signed in is sent to the sign-in page.</param>
internal readonly record struct AccessRule(AccessLevel? Level, bool IsPage);

/// <summary>The one table of who may what. A path that is in none of its lines is a page.</summary>
internal static class AccessRules
{
    private static readonly PathString[] s_open = ["/health", "/sign-in", "/sign-out"];
    private static readonly PathString[] s_inference = ["/v1", "/tokenize", "/detokenize", "/apply-template", "/embedding", "/embeddings", "/props", "/slots"];
    private static readonly PathString[] s_admin = ["/api/keys", "/api/settings", "/api/users", "/api/audit"];
    private static readonly PathString[] s_operate = ["/api", "/metrics", "/openapi"];

    /// <summary>The rule of a request whose endpoint is known.</summary>
    public static AccessRule Of(HttpContext context)
    {
        var request = context.Request;
        if (In(s_open) || IsProbe(request) || context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null) return new(null, false);
        if (In(s_admin)) return new(AccessLevel.Admin, false);
        if (In(s_operate)) return new(AccessLevel.Operate, false);
        if (In(s_inference)) return new(AccessLevel.Inference, false);
        return new(AccessLevel.Inference, true);

        bool In(PathString[] prefixes) => Array.Exists(prefixes, prefix => request.Path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase));
    }

    // Clients ask these before they send their first request, some without their key.
    private static bool IsProbe(HttpRequest request) =>
        (HttpMethods.IsHead(request.Method) && request.Path.Value is "/" or "/api/hello") || (HttpMethods.IsGet(request.Method) && request.Path.Value == "/api/hello");
}
