using System.Diagnostics.Metrics;

namespace Pensieve.Console.Api.Metrics;

/// <summary>One instrument and the series that its tags span.</summary>
internal sealed class MetricFamily
{
    // Above it a new tag combination is dropped: labels are model ids and enumerations, so this is a bug's ceiling.
    private const int MaxSeries = 1024;

    private readonly Lock _gate = new();
    private readonly List<MetricSeries> _series = [];
    private readonly double[]? _bounds;
    private readonly bool _isObserved;
    private readonly string _help;

    public MetricFamily(Instrument instrument)
    {
        _isObserved = instrument.IsObservable;
        _bounds = instrument is Histogram<double> histogram ? [.. histogram.Advice?.HistogramBucketBoundaries ?? []] : null;
        Type = _bounds is not null ? "histogram"
            : instrument is Counter<long> or ObservableCounter<long> or Counter<double> or ObservableCounter<double> ? "counter" : "gauge";
        Name = NameOf(instrument, Type);
        _help = instrument.Description ?? "";
    }

    /// <summary>Prometheus name: base units and _total by its conventions.</summary>
    public string Name { get; }

    /// <summary>counter, gauge or histogram.</summary>
    public string Type { get; }

    /// <summary>Adds a measurement. Allocates only for a new series.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            var series = Find(tags);
            if (series is null)
            {
                if (_series.Count >= MaxSeries) return;
                _series.Add(series = new MetricSeries(tags, _bounds?.Length ?? -1));
            }

            if (_bounds is not null) series.AddToHistogram(value, _bounds);
            else if (_isObserved) series.Set(value);
            else series.Add(value);
        }
    }

    /// <summary>Observed series that are not reported again are gone (an unloaded model).</summary>
    public void BeginObservation()
    {
        if (!_isObserved) return;
        lock (_gate) _series.Clear();
    }

    /// <summary>Writes HELP, TYPE and every series.</summary>
    public void Write(PrometheusWriter writer)
    {
        lock (_gate)
        {
            if (_series.Count == 0) return;
            writer.Header(Name, Type, _help);
            foreach (var series in _series.OrderBy(s => s.Labels, StringComparer.Ordinal)) series.Write(writer, Name, _bounds);
        }
    }

    private MetricSeries? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var series in _series)
            if (series.Has(tags)) return series;
        return null;
    }

    private static string NameOf(Instrument instrument, string type)
    {
        var name = instrument.Name.Replace('.', '_');
        name += instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return type == "counter" ? name + "_total" : name;
    }
}
