using System.Net;
using System.Net.Http.Headers;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Runs;

namespace Pensieve.Harness.Load;

/// <summary>
/// Sends calls to a target over pooled HTTP/1.1 connections without a limit of their own, and stamps what comes back. Everything that
/// can go wrong on the way is an outcome of the result.
/// </summary>
public sealed class LlmClient : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>A client of a target.</summary>
    public LlmClient(Target target)
        : this(target, null)
    {
    }

    /// <summary>A client whose connections are made by <paramref name="connect"/>: with small windows, or through something.</summary>
    public LlmClient(Target target, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect)
    {
        Target = target;
        var handler = Handler();
        handler.ConnectCallback = connect;
        _http = new HttpClient(handler) { BaseAddress = target.Url, Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("pensieve-harness", "1"));
        if (target.Key is { } key)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
            _http.DefaultRequestHeaders.Add("x-api-key", key);
        }
    }

    /// <summary>The target.</summary>
    public Target Target { get; }

    /// <summary>For everything that is not a generation; it sends the key too.</summary>
    public HttpClient Http => _http;

    /// <summary>The handler of load: no proxy, no cookies, no decompression, as many connections as there are requests.</summary>
    public static SocketsHttpHandler Handler() => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxConnectionsPerServer = int.MaxValue,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
        PooledConnectionLifetime = System.Threading.Timeout.InfiniteTimeSpan,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        ActivityHeadersPropagator = null,
        MaxResponseDrainSize = 0,
    };

    /// <summary>The call's bytes, so that they can be ready before it is due.</summary>
    public PreparedCall Prepare(GenerationCall call)
    {
        var dialect = call.Dialect ?? Target.Dialect;
        return new PreparedCall(call, dialect, CallWriter.Body(call, dialect, Target.Model));
    }

    /// <summary>Sends a call now.</summary>
    public Task<GenerationResult> SendAsync(GenerationCall call, CancellationToken cancellationToken = default) =>
        SendAsync(Prepare(call), new GenerationResult { Kind = call.Kind }, null, cancellationToken);

    /// <summary>Sends a prepared call; <paramref name="result"/> has its id and its scheduled time (0 = now).</summary>
    /// <param name="prepared">The call.</param>
    /// <param name="result">Filled in and returned.</param>
    /// <param name="meter">Told of each payload frame while it comes; null = nobody.</param>
    /// <param name="cancellationToken">Ends it as cancelled.</param>
    public async Task<GenerationResult> SendAsync(PreparedCall prepared, GenerationResult result, ILoadMeter? meter, CancellationToken cancellationToken)
    {
        var call = prepared.Call;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var leaves = call.LeaveAfterSeconds < call.TimeoutSeconds;
        limit.CancelAfter(TimeSpan.FromSeconds(leaves ? call.LeaveAfterSeconds!.Value : call.TimeoutSeconds));
        using var request = new HttpRequestMessage(HttpMethod.Post, CallWriter.Route(prepared.Dialect)) { Content = new ReadOnlyMemoryContent(prepared.Body) };
        request.Content.Headers.ContentType = s_json;
        if (prepared.Dialect == Dialect.AnthropicMessages) request.Headers.TryAddWithoutValidation("anthropic-version", "2023-06-01");
        foreach (var (name, value) in call.Headers) request.Headers.TryAddWithoutValidation(name, value);

        result.Send = RunClock.Ticks;
        if (result.Sched == 0) result.Sched = result.Send;
        meter?.Sent(result);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            result.Head = RunClock.Ticks;
            await ResponseReader.ReadAsync(response, prepared, result, meter, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException or InvalidDataException)
        {
            result.Term = RunClock.Ticks;
            result.Outcome = e switch
            {
                OperationCanceledException when leaves || cancellationToken.IsCancellationRequested => GenerationResult.Cancelled,
                OperationCanceledException => GenerationResult.Timeout,
                HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } => GenerationResult.Refused,
                HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } when result.Head != 0 => GenerationResult.Truncated,
                _ => GenerationResult.Reset,
            };
            result.Error ??= result.Outcome switch
            {
                GenerationResult.Timeout => $"no end within {call.TimeoutSeconds:0.###} s",
                GenerationResult.Cancelled => null,
                _ => (e.InnerException ?? e).Message,
            };
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static readonly MediaTypeHeaderValue s_json = new("application/json");
}
