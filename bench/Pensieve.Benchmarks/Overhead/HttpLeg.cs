using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Pensieve.Benchmarks.Overhead;

/// <summary>
/// The published app over HTTP, streamed. The client costs as little as it can, since it runs on the same cores: raw
/// sockets, one thread for all of them, nothing parsed but the usage at the end.
/// </summary>
internal sealed partial class HttpLeg : ILeg
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(5);
    private readonly Process _app;
    private readonly IPEndPoint _endpoint;
    private readonly string _model;

    private HttpLeg(Process app, IPEndPoint endpoint, string model) => (_app, _endpoint, _model) = (app, endpoint, model);

    /// <inheritdoc/>
    public string Name => "HTTP";

    /// <summary>Starts the app and waits until its model is loaded.</summary>
    public static async Task<HttpLeg> StartAsync(OverheadOptions options, int parallel, int context)
    {
        string[] arguments =
        [
            "up", "--port", "0", "--model", options.Model, "--device", "cpu", "--parallel", Text(parallel), "--ctx", Text(context), "--threads", Text(options.Threads),
        ];
        var app = Process.Start(new ProcessStartInfo(options.App, arguments) { RedirectStandardOutput = true })!;
        IPEndPoint? endpoint = null;
        while (await app.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("Pensieve  http", StringComparison.Ordinal)) endpoint = new IPEndPoint(IPAddress.Loopback, new Uri(line[10..].Trim()).Port);
            if (!line.Contains("curl ", StringComparison.Ordinal)) continue;
            _ = app.StandardOutput.ReadToEndAsync();
            return new HttpLeg(app, endpoint!, Path.GetFileNameWithoutExtension(options.Model));
        }

        throw new InvalidOperationException("The app ended before it was ready.");
    }

    /// <inheritdoc/>
    public Task<double> RunAsync(int streams, int tokens)
    {
        var clock = Stopwatch.StartNew();
        var bodies = new Dictionary<Socket, MemoryStream>();
        for (var s = 0; s < streams; s++) bodies.Add(Send(s, tokens), new MemoryStream());
        var open = bodies.Keys.ToList();
        var buffer = new byte[64 * 1024];
        while (open.Count > 0)
        {
            // Looking at every arrival would wake this thread once per write of the server, on the cores that compute.
            Thread.Sleep(s_look);
            var ready = open.ToList();
            Socket.Select(ready, null, null, -1);
            foreach (var socket in ready)
            {
                var read = socket.Receive(buffer);
                if (read == 0) open.Remove(socket);
                else bodies[socket].Write(buffer, 0, read);
            }
        }

        var seconds = clock.Elapsed.TotalSeconds;
        var total = 0;
        foreach (var (socket, body) in bodies)
        {
            socket.Dispose();
            var text = Encoding.UTF8.GetString(body.ToArray());
            var usage = CompletionTokens().Match(text);
            if (!usage.Success || !text.Contains("[DONE]", StringComparison.Ordinal)) throw new InvalidOperationException("A stream did not end well: " + text);
            total += int.Parse(usage.Groups[1].Value, CultureInfo.InvariantCulture);
        }

        return Task.FromResult(total / seconds);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _app.Kill(entireProcessTree: true);
        _app.Dispose();
        return ValueTask.CompletedTask;
    }

    private Socket Send(int stream, int tokens)
    {
        var body = Encoding.UTF8.GetBytes(
            $$$"""{"model":"{{{_model}}}","prompt":"{{{OverheadOptions.PromptOf(stream)}}}","max_tokens":{{{tokens}}},"temperature":0,"ignore_eos":true,"cache_prompt":false,"stream":true,"stream_options":{"include_usage":true}}""");
        var head = Encoding.ASCII.GetBytes(
            $"POST /v1/completions HTTP/1.1\r\nHost: 127.0.0.1:{_endpoint.Port}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n");
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(_endpoint);
        socket.Send([.. head, .. body]);
        return socket;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("\"completion_tokens\":(\\d+)")]
    private static partial Regex CompletionTokens();
}
