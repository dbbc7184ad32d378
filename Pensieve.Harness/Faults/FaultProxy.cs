using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Pensieve.Harness.Faults;

/// <summary>
/// A TCP proxy on loopback in front of a server, which can be slow, cut, silent or closed by halves as <see cref="NetworkFault"/>
/// says. It buffers at most one read per direction, so that a slow client's pressure reaches the server.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<ProxyConnection, Task> _connections = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Task _accepting;
    private volatile NetworkFault _fault = NetworkFault.None;
    private int _accepted;

    /// <summary>A proxy before a plain HTTP address.</summary>
    public FaultProxy(Uri upstream)
    {
        ArgumentNullException.ThrowIfNull(upstream);
        (_host, _port) = (upstream.Host, upstream.Port);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1024);
        Url = new UriBuilder(upstream) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndPoint!).Port }.Uri;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>Connections that were accepted so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Connections that are open.</summary>
    public int Open => _connections.Count;

    /// <summary>What it does now.</summary>
    public NetworkFault Fault
    {
        get => _fault;
        set => _fault = value;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections.Values);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptAsync(_stop.Token);
                Interlocked.Increment(ref _accepted);
                if (_fault.Refuse)
                {
                    ProxyConnection.Reset(client);
                    continue;
                }

                var connection = new ProxyConnection(client, () => _fault);
                var run = connection.RunAsync(_host, _port, _stop.Token);
                _connections[connection] = run;
                _ = run.ContinueWith(_ => _connections.TryRemove(connection, out var _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }
}
