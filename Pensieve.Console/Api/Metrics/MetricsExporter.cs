using System.Diagnostics.Metrics;
using Pensieve.Engine;
using Pensieve.Engine.Telemetry;

namespace Pensieve.Console.Api.Metrics;

/// <summary>
/// Listens to the meters of the engine and of HTTP from the start and writes Prometheus text. Counters and histograms
/// accumulate here and are never reset; gauges are observed per scrape: scrapers cannot disturb each other.
/// </summary>
internal sealed class MetricsExporter : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _scrape = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);

    /// <summary>Starts listening.</summary>
    public MetricsExporter(EngineMeters meters, HttpMeters http, IEngine engine)
    {
        meters.Attach(engine);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!ReferenceEquals(instrument.Meter, meters.Meter) && !ReferenceEquals(instrument.Meter, http.Meter)) return;
            var family = new MetricFamily(instrument);
            lock (_families) _families[family.Name] = family;
            listener.EnableMeasurementEvents(instrument, family);
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>All metrics in the text exposition format 0.0.4, in a stable order.</summary>
    public void Write(PrometheusWriter writer)
    {
        lock (_scrape)
        {
            MetricFamily[] families;
            lock (_families) families = [.. _families.Values];
            foreach (var family in families) family.BeginObservation();
            _listener.RecordObservableInstruments();
            foreach (var family in families) family.Write(writer);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
