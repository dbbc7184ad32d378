namespace Pensieve.Console.Security.SignIn;

/// <summary>Return addresses that stay on this server.</summary>
internal static class LocalUrl
{
    /// <summary>
    /// The address if it is a path of this server, else "/". Browsers read "//host" and "/\host" as another host, and skip
    /// control characters.
    /// </summary>
    public static string Of(string? url) =>
        url is ['/', ..] && (url.Length < 2 || url[1] != '/') && !url.Any(c => char.IsControl(c) || c == '\\') && !url.StartsWith("/sign-", StringComparison.OrdinalIgnoreCase)
            ? url
            : "/";
}
