using System.Text;

namespace Pensieve.Console.Security.Access;

/// <summary>Reads the keys that a request carries.</summary>
internal static class PresentedKeys
{
    /// <summary>All of them: x-api-key, bearer tokens, Basic passwords.</summary>
    public static IEnumerable<string> Of(HttpRequest request)
    {
        foreach (var key in request.Headers["x-api-key"])
            if (key is { Length: > 0 }) yield return key;
        foreach (var header in request.Headers.Authorization)
        {
            if (header is null) continue;
            if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            {
                if (header["Bearer ".Length..].Trim() is { Length: > 0 } token) yield return token;
            }
            else if (header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && BasicPassword(header["Basic ".Length..]) is { } password)
            {
                yield return password;
            }
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
