using System.Diagnostics.Metrics;
using Pensieve.Console.Api.Errors;

namespace Pensieve.Console.Api.Metrics;

/// <summary>The instruments of the HTTP side. Thread-safe.</summary>
internal sealed class HttpMeters : IDisposable
{
    private readonly Counter<long> _errors;

    /// <summary>Creates the instruments.</summary>
    public HttpMeters() => _errors = Meter.CreateCounter<long>("pensieve.http.errors", null, "Answers with an error status, by status and dialect; streams that failed after their start are not among them.");

    /// <summary>The meter.</summary>
    public Meter Meter { get; } = new("Pensieve.Http");

    /// <summary>A request was answered with an error.</summary>
    public void RecordError(int status, Dialect dialect) =>
        _errors.Add(1, new("dialect", dialect switch { Dialect.Anthropic => "anthropic", Dialect.OpenAI => "openai", _ => "problem" }), new("status", status));

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();
}
