using System.Net.Http.Headers;
using System.Text;
using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Scenarios.Support;

/// <summary>Plain HTTP calls of cases.</summary>
public static class GenericCalls
{
    /// <summary>
    /// Lets the target's prompt cache know a call's prompt. A prompt that comes from the cache is evaluated in other batches, which
    /// changes the last bits of its numbers: two answers that must be the same have to find it in the same state.
    /// </summary>
    public static async Task WarmAsync(this CaseContext context, GenerationCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(call);
        await context.SendAsync(call with { Stream = false, Kind = "warm-up", KeepFrames = false }, cancellationToken);
    }

    /// <summary>GETs a route.</summary>
    public static Task<Exchange> GetAsync(this CaseContext context, string route, CancellationToken cancellationToken) =>
        SendAsync(context, new HttpRequestMessage(HttpMethod.Get, route), cancellationToken);

    /// <summary>POSTs a body as it is.</summary>
    public static Task<Exchange> PostAsync(this CaseContext context, string route, string body, CancellationToken cancellationToken, string type = "application/json") =>
        PostAsync(context, route, Encoding.UTF8.GetBytes(body), cancellationToken, type);

    /// <inheritdoc cref="PostAsync(CaseContext, string, string, CancellationToken, string)"/>
    public static Task<Exchange> PostAsync(this CaseContext context, string route, byte[] body, CancellationToken cancellationToken, string type = "application/json")
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return SendAsync(context, new HttpRequestMessage(HttpMethod.Post, route) { Content = content }, cancellationToken);
    }

    /// <summary>Sends any request; a broken connection or no answer within 30 s is status 0.</summary>
    public static async Task<Exchange> SendAsync(this CaseContext context, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var begin = System.Diagnostics.Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        using (request)
        {
            try
            {
                using var response = await context.Client.Http.SendAsync(request, limit.Token);
                var body = await response.Content.ReadAsStringAsync(limit.Token);
                var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
                return new Exchange((int)response.StatusCode, body, headers, Seconds());
            }
            catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                return new Exchange(0, (e.InnerException ?? e).Message, new Dictionary<string, string>(), Seconds());
            }
        }

        double Seconds() => System.Diagnostics.Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }
}
