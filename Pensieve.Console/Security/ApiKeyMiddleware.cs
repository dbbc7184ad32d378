using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Pensieve.Console.Api.Errors;

namespace Pensieve.Console.Security;

/// <summary>
/// Asks for a key once any is configured: as a bearer token or x-api-key from programs, as the password of Basic
/// authentication from browsers, which then send it with pages and WebSocket upgrades alike. Probes need none.
/// </summary>
internal sealed class ApiKeyMiddleware(RequestDelegate next, IOptionsMonitor<EdgeOptions> options)
{
    private static readonly object s_scope = new();

    /// <summary>Passes callers with a key on; 401 for others.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var keys = options.CurrentValue.ApiKeys;
        if (keys.Count == 0 || IsProbe(context.Request)) return next(context);
        if (FindCaller(context.Request, keys) is not { } caller)
        {
            if (Dialects.Of(context.Request) == Dialect.Problem) context.Response.Headers.WWWAuthenticate = "Basic realm=\"Pensieve\", charset=\"UTF-8\"";
            return ErrorEnvelope.WriteAsync(context, new ApiError(
                401, "A valid API key is required, as \"Authorization: Bearer KEY\" or \"x-api-key: KEY\".", Code: "invalid_api_key"));
        }

        // Callers with different keys must not see each other's prompts through cache timing.
        if (keys.Count > 1) context.Items[s_scope] = caller;
        return next(context);
    }

    /// <summary>Who shares the KV of this request: one scope per key where there are several.</summary>
    public static string CacheScopeOf(HttpContext context) => context.Items.TryGetValue(s_scope, out var scope) ? (string)scope! : "";

    private static bool IsProbe(HttpRequest request) =>
        request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
        || (HttpMethods.IsHead(request.Method) && request.Path.Value is "/" or "/api/hello");

    private static string? FindCaller(HttpRequest request, IList<string> keys)
    {
        string? caller = null;
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (var presented in Presented(request))
        {
            SHA256.HashData(Encoding.UTF8.GetBytes(presented), digest);
            // Equal-length digests and no early exit: the time says nothing about how much of a key was right.
            for (var i = 0; i < keys.Count; i++)
                if (Matches(digest, keys[i])) caller = $"key-{i}";
        }

        return caller;
    }

    private static bool Matches(ReadOnlySpan<byte> digest, string key)
    {
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), expected);
        return key.Length > 0 & CryptographicOperations.FixedTimeEquals(digest, expected);
    }

    private static IEnumerable<string> Presented(HttpRequest request)
    {
        foreach (var key in request.Headers["x-api-key"])
            if (key is { Length: > 0 }) yield return key;
        foreach (var header in request.Headers.Authorization)
        {
            if (header is null) continue;
            if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) yield return header["Bearer ".Length..].Trim();
            else if (header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && BasicPassword(header["Basic ".Length..]) is { } password) yield return password;
        }
    }

    private static string? BasicPassword(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded.Trim(), bytes, out var count)) return null;
        var pair = Encoding.UTF8.GetString(bytes, 0, count);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : pair[(colon + 1)..];
    }
}
