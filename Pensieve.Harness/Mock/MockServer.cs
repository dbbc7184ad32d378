using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Measuring;

namespace Pensieve.Harness.Mock;

/// <summary>
/// A server whose every delay is known: it speaks the dialects of the harness over HTTP/1.1 and answers as a <see cref="MockScript"/>
/// says. What it measures against itself is how late it was. It has no security of its own and listens on loopback only.
/// </summary>
public sealed class MockServer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly MockTimeline _timeline;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly MockSlots _slots;
    private int _number;

    private MockServer(Socket listener, MockScript script, bool precise)
    {
        _listener = listener;
        Script = script;
        _timeline = new MockTimeline(precise);
        _slots = new MockSlots(() => Script);
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}/");
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>What it does unless a request says otherwise; may be changed while it runs.</summary>
    public MockScript Script { get; set; }

    /// <summary>How late the mock was with what it wrote, in milliseconds.</summary>
    public LiveHistogram Lateness => _timeline.Lateness;

    /// <summary>Starts one.</summary>
    /// <param name="script">What it does; null = the defaults.</param>
    /// <param name="port">0 = any free one.</param>
    /// <param name="precise">Spins for the last tenth of a millisecond before each moment; costs up to a core.</param>
    public static MockServer Start(MockScript? script = null, int port = 0, bool precise = true)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(4096);
        return new MockServer(listener, script ?? new MockScript(), precise);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _timeline.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(_stop.Token);
                _ = ServeAsync(socket);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            socket.NoDelay = true;
            socket.Blocking = false;
            var connection = new MockConnection(socket);
            var reader = new MockHttpReader(socket);
            try
            {
                while (await reader.NextAsync(_stop.Token) && await AnswerAsync(reader, connection))
                {
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException or InvalidDataException)
            {
                // The client is gone, or sends no HTTP.
            }
        }
    }

    private async Task<bool> AnswerAsync(MockHttpReader http, MockConnection connection)
    {
        var arrived = Stopwatch.GetTimestamp();
        var body = http.Body;
        Dialect? dialect = http.Path switch
        {
            "/v1/chat/completions" => Dialect.OpenAIChat,
            "/v1/completions" => Dialect.OpenAICompletions,
            "/v1/messages" => Dialect.AnthropicMessages,
            "/v1/responses" => Dialect.OpenAIResponses,
            _ => null,
        };
        if (dialect is not { } route) return Other(http, connection);
        var (script, wrong) = http.Headers.TryGetValue(MockScript.Header, out var text) ? Script.With(text) : (Script, null);
        if (wrong is not null) return Refuse(connection, route, 400, wrong);
        if (MockRequest.Read(route, body.Span) is not { } request) return Refuse(connection, route, 400, "The body is not a JSON object with a prompt and a positive limit.");
        if (script.Status is >= 300) return Refuse(connection, route, script.Status, "scripted refusal");
        if (!await _slots.EnterAsync(_stop.Token)) return Refuse(connection, route, 429, "The queue is full.");
        try
        {
            // Waiting for a slot is the server's own time; the script begins after it.
            if (script.Slots > 0) arrived = Stopwatch.GetTimestamp();
            var stream = new MockStream(connection, request, script, Interlocked.Increment(ref _number));
            _timeline.Add(stream, stream.Begin(arrived));
            return await stream.Done.WaitAsync(_stop.Token);
        }
        finally
        {
            _slots.Leave();
        }
    }

    private bool Other(MockHttpReader http, MockConnection connection)
    {
        var (status, json) = http.Path switch
        {
            "/v1/models" => (200, """{"object":"list","data":[{"id":"mock","object":"model","created":1,"owned_by":"mock"}]}"""),
            "/health" or "/health/ready" => (200, """{"status":"ok"}"""),
            "/mock" when http.Method == "POST" => Change(Encoding.UTF8.GetString(http.Body.Span)),
            "/mock" => (200, JsonSerializer.Serialize(new { latenessMsP50 = Lateness.Percentile(0.5), latenessMsP99 = Lateness.Percentile(0.99), moments = Lateness.Count })),
            "/tokenize" => Tokenize(http.Body.Span),
            "/v1/messages/count_tokens" => MockRequest.Read(Dialect.AnthropicMessages, http.Body.Span) is { } request
                ? (200, $$"""{"input_tokens":{{Math.Max(1, MockText.Count(request.Prompt))}}}""")
                : (400, """{"type":"error","error":{"type":"invalid_request_error","message":"no JSON"}}"""),
            _ => (404, """{"error":{"message":"no such route","type":"invalid_request_error","code":404}}"""),
        };
        connection.WriteJson(status, Encoding.UTF8.GetBytes(json));
        return true;
    }

    private (int Status, string Json) Change(string text)
    {
        var (script, error) = Script.With(text);
        Script = script;
        return error is null ? (200, "{}") : (400, JsonSerializer.Serialize(new { error }));
    }

    private static (int Status, string Json) Tokenize(ReadOnlySpan<byte> body)
    {
        using var json = JsonDocument.Parse(body.ToArray());
        var count = json.RootElement.TryGetProperty("content", out var content) ? MockText.Count(content.GetString() ?? "") : 0;
        return (200, $$"""{"tokens":[{{string.Join(',', Enumerable.Range(0, count))}}]}""");
    }

    private static bool Refuse(MockConnection connection, Dialect dialect, int status, string message)
    {
        var quoted = "\"" + JsonEncodedText.Encode(message) + "\"";
        var json = dialect == Dialect.AnthropicMessages
            ? $$$"""{"type":"error","error":{"type":"{{{(status == 429 ? "rate_limit_error" : "api_error")}}}","message":{{{quoted}}}}}"""
            : $$$"""{"error":{"message":{{{quoted}}},"type":"server_error","param":null,"code":{{{status}}}}}""";
        connection.WriteJson(status, Encoding.UTF8.GetBytes(json), status is 429 or 503 or 529 ? "retry-after: 1\r\n" : "");
        return true;
    }
}
