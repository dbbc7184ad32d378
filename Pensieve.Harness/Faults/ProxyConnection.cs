using System.Diagnostics;
using System.Net.Sockets;

namespace Pensieve.Harness.Faults;

/// <summary>One connection through the proxy: two directions, of which the one to the client is what faults act on.</summary>
internal sealed class ProxyConnection(Socket client, Func<NetworkFault> fault)
{
    private const int BufferBytes = 16 * 1024;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);
    private long _toClient;

    /// <summary>Ends a connection with a reset.</summary>
    public static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }

        socket.Dispose();
    }

    /// <summary>Passes bytes on until both directions ended or one broke.</summary>
    public async Task RunAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            client.NoDelay = true;
            await server.ConnectAsync(host, port, broken.Token);
            await Task.WhenAll(Guard(UpAsync(server, broken.Token)), Guard(DownAsync(server, broken.Token)));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone: the other learns it below.
        }
        finally
        {
            client.Dispose();
        }

        // A direction that broke takes the other with it.
        async Task Guard(Task direction)
        {
            try
            {
                await direction;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                await broken.CancelAsync();
            }
        }
    }

    private async Task UpAsync(Socket server, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        while (await client.ReceiveAsync(buffer, cancellationToken) is var count and > 0)
        {
            await WhileBlackAsync(cancellationToken);
            await SendAsync(server, buffer.AsMemory(0, count), cancellationToken);
        }

        server.Shutdown(SocketShutdown.Send);
    }

    private async Task DownAsync(Socket server, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        while (true)
        {
            var now = fault();
            var most = now.SliceBytes > 0 ? Math.Min(now.SliceBytes, BufferBytes) : now.BytesPerSecond > 0 ? Math.Clamp(now.BytesPerSecond / 20, 1, BufferBytes) : BufferBytes;
            var count = await server.ReceiveAsync(buffer.AsMemory(0, most), cancellationToken);
            if (count == 0) break;
            await WhileBlackAsync(cancellationToken);
            now = fault();
            if (now.LatencyMs > 0) await Task.Delay(TimeSpan.FromMilliseconds(now.LatencyMs), cancellationToken);
            if (now.ResetAfter is { } cut && _toClient + count > cut)
            {
                await SendAsync(client, buffer.AsMemory(0, (int)Math.Max(0, cut - _toClient)), cancellationToken);
                Reset(client);
                Reset(server);
                return;
            }

            if (now.HalfCloseAfter is { } half && _toClient + count > half)
            {
                await SendAsync(client, buffer.AsMemory(0, (int)Math.Max(0, half - _toClient)), cancellationToken);
                client.Shutdown(SocketShutdown.Send);
                while (await server.ReceiveAsync(buffer, cancellationToken) > 0)
                {
                }

                return;
            }

            var begin = Stopwatch.GetTimestamp();
            await SendAsync(client, buffer.AsMemory(0, count), cancellationToken);
            _toClient += count;
            if (now.BytesPerSecond > 0)
            {
                var left = TimeSpan.FromSeconds((double)count / now.BytesPerSecond) - Stopwatch.GetElapsedTime(begin);
                if (left > TimeSpan.Zero) await Task.Delay(left, cancellationToken);
            }
        }

        client.Shutdown(SocketShutdown.Send);
    }

    private async Task WhileBlackAsync(CancellationToken cancellationToken)
    {
        while (fault().BlackHole) await Task.Delay(s_look, cancellationToken);
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
    }
}
