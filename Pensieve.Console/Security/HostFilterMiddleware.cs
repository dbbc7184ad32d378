using System.Net;
using Microsoft.Extensions.Options;
using Pensieve.Console.Api.Errors;

namespace Pensieve.Console.Security;

/// <summary>
/// Refuses requests for host names that are not this server's: a web page whose name was re-pointed at this machine
/// (DNS rebinding) sends its own name. An address literal cannot be re-pointed, so that of the connection is allowed.
/// </summary>
internal sealed class HostFilterMiddleware(RequestDelegate next, IOptionsMonitor<EdgeOptions> options)
{
    /// <summary>Passes allowed hosts on; 403 for others.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var host = context.Request.Host.Host;
        if (IsLoopbackName(host) || IsConnectionAddress(host, context.Connection) || IsListed(host)) return next(context);
        return ErrorEnvelope.WriteAsync(context, new ApiError(
            403, $"The host name '{host}' is not allowed. Use a loopback name, or add it to Security:AllowedHosts.", Code: "host_not_allowed"));
    }

    /// <summary>localhost, 127.0.0.0/8 and [::1].</summary>
    internal static bool IsLoopbackName(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address) && IsCanonical(host, address));

    /// <summary>The literal of the address that the connection came in on.</summary>
    internal static bool IsConnectionAddress(string host, ConnectionInfo connection) =>
        connection.LocalIpAddress is { } local && IPAddress.TryParse(host, out var address) && IsCanonical(host, address)
        && Plain(address).Equals(Plain(local));

    private bool IsListed(string host) => options.CurrentValue.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    // IPAddress also parses "1" and "0x7f000001", which no browser sends as a host.
    private static bool IsCanonical(string host, IPAddress address) =>
        string.Equals(host.Trim('[', ']'), address.ToString(), StringComparison.OrdinalIgnoreCase);
}
