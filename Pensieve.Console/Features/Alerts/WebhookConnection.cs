using System.Net;
using System.Net.Sockets;

namespace Pensieve.Console.Features.Alerts;

/// <summary>
/// Connections that cannot be led where the server alone may go: no redirects, no proxy, and the address is judged when it is
/// connected to, so that a name cannot change its meaning in between.
/// </summary>
internal static class WebhookConnection
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    /// <summary>Private and other special ranges, as IANA lists them.</summary>
    private static readonly IPNetwork[] s_inside =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
            "::/128", "::1/128", "64:ff9b::/96", "fc00::/7", "fe80::/10", "ff00::/8",
        }.Select(n => IPNetwork.Parse(n)),
    ];

    /// <summary>A client; <paramref name="mayGoInside"/> is asked at every connection.</summary>
    public static HttpClient CreateClient(Func<bool> mayGoInside)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseProxy = false, UseCookies = false, MaxConnectionsPerServer = 1,

            // Another setting must not ride on an old connection.
            PooledConnectionLifetime = TimeSpan.Zero,
            ConnectCallback = (context, stop) => ConnectAsync(context.DnsEndPoint, mayGoInside(), stop),
        };
        return new HttpClient(handler) { Timeout = s_limit, MaxResponseContentBufferSize = 64 << 10 };
    }

    /// <summary>Whether an address is of this machine or of a network that is not the public one.</summary>
    public static bool IsInside(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(s_inside, network => network.Contains(plain));
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint target, bool mayGoInside, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        var allowed = mayGoInside ? addresses : [.. addresses.Where(a => !IsInside(a))];
        if (allowed.Length == 0) throw new UnauthorizedAccessException($"{target.Host} is this machine or in a private network, which alerts.webhookPrivate does not allow");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, target.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
