using System.Globalization;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Pensieve.Console.Security.SignIn;

/// <summary>Cookies belong to a host, not to a port: with the port in the name, two servers on one machine leave each other's alone.</summary>
internal sealed class PortCookies : ICookieManager
{
    private readonly ChunkingCookieManager _inner = new();

    /// <inheritdoc/>
    public string? GetRequestCookie(HttpContext context, string key) => _inner.GetRequestCookie(context, NameOf(context, key));

    /// <inheritdoc/>
    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) => _inner.AppendResponseCookie(context, NameOf(context, key), value, options);

    /// <inheritdoc/>
    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => _inner.DeleteCookie(context, NameOf(context, key), options);

    private static string NameOf(HttpContext context, string key) => string.Create(CultureInfo.InvariantCulture, $"{key}-{context.Connection.LocalPort}");
}
