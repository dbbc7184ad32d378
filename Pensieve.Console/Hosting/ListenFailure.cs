using System.Globalization;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Pensieve.Console.Hosting;

/// <summary>Says in a line why the server cannot listen, and what to do.</summary>
internal static class ListenFailure
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    /// <summary>Whether a fault at the start is one of the listener's.</summary>
    public static bool Is(Exception? fault) => CodeOf(fault) is SocketError.AddressAlreadyInUse or SocketError.AccessDenied or SocketError.AddressNotAvailable;

    /// <summary>The line. Asks whoever has the port whether it is a Pensieve, for three seconds at most.</summary>
    public static async Task<string> DescribeAsync(Exception fault, PensieveOptions options, CancellationToken cancellationToken)
    {
        var (host, port) = (options.Host, options.Port);
        var other = $"--port {(port < 65_535 ? port + 1 : port - 1).ToString(CultureInfo.InvariantCulture)}, or --port 0 for any free one";
        switch (CodeOf(fault))
        {
            case SocketError.AddressAlreadyInUse:
                var holder = PortHolder.Find(port) is { } found ? $" by {found}" : "";
                var isPensieve = await IsPensieveAsync(port, cancellationToken) ? (holder.Length > 0 ? ", a Pensieve" : " by another Pensieve") : "";
                return string.Create(CultureInfo.InvariantCulture, $"Port {port} on {host} is in use{holder}{isPensieve}. Stop it, or take another port: {other}.");
            case SocketError.AccessDenied:
                return string.Create(CultureInfo.InvariantCulture, $"Port {port} on {host} is not allowed for this user: ports below 1024 mostly need a right of their own. Take another one: {other}.");
            case SocketError.AddressNotAvailable:
                return $"{host} is not an address of this machine. Take --host 127.0.0.1, or one that this machine has.";
            default:
                return fault.Message;
        }
    }

    private static SocketError? CodeOf(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            if (fault is AddressInUseException) return SocketError.AddressAlreadyInUse;
            if (fault is SocketException socket) return socket.SocketErrorCode;
        }

        return null;
    }

    private static async Task<bool> IsPensieveAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = s_patience, MaxResponseContentBufferSize = 1024 };
            return await client.GetStringAsync(new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/api/hello"), cancellationToken) == "Pensieve";
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
