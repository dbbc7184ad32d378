using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Pensieve.Tests.Integration.Sdk;

/// <summary>Below an SDK: what it sent when, and what it got, its own retries included.</summary>
internal sealed class RecordingHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly ConcurrentQueue<Attempt> _attempts = new();

    /// <summary>Every exchange so far, in order.</summary>
    public IReadOnlyList<Attempt> Attempts => [.. _attempts];

    /// <summary>Told of every answer before the SDK gets it.</summary>
    public Action<HttpStatusCode>? OnAnswer { get; set; }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var response = await base.SendAsync(request, cancellationToken);
        _attempts.Enqueue(new Attempt(start, Stopwatch.GetTimestamp(), (int)response.StatusCode));
        OnAnswer?.Invoke(response.StatusCode);
        return response;
    }

    /// <summary>One exchange; times are those of <see cref="Stopwatch"/>.</summary>
    internal readonly record struct Attempt(long Start, long End, int Status);
}
