using System.Text;

namespace Pensieve.Console.Api.Metrics;

/// <summary>One combination of tags. Guarded by its family's lock.</summary>
internal sealed class MetricSeries
{
    private readonly KeyValuePair<string, object?>[] _tags;
    private readonly long[] _buckets;
    private double _value;
    private long _count;

    /// <param name="tags">Its labels.</param>
    /// <param name="bounds">Number of bucket bounds; -1 = not a histogram.</param>
    public MetricSeries(ReadOnlySpan<KeyValuePair<string, object?>> tags, int bounds)
    {
        _tags = tags.ToArray();
        _buckets = new long[bounds + 1];
        Labels = Format(_tags);
    }

    /// <summary>name="value",… with escaped values, without braces.</summary>
    public string Labels { get; }

    /// <summary>True if these are its tags, in the order they were first seen.</summary>
    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length != _tags.Length) return false;
        for (var i = 0; i < tags.Length; i++)
            if (!Equals(tags[i].Value, _tags[i].Value) || tags[i].Key != _tags[i].Key) return false;
        return true;
    }

    /// <summary>Adds to a counter.</summary>
    public void Add(double value) => _value += value;

    /// <summary>Sets an observed value.</summary>
    public void Set(double value) => _value = value;

    /// <summary>Counts a value in its bucket: the first whose bound it does not exceed.</summary>
    public void AddToHistogram(double value, double[] bounds)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket]) bucket++;
        _buckets[bucket]++;
        _count++;
        _value += value;
    }

    /// <summary>Writes its samples; buckets are cumulative.</summary>
    public void Write(PrometheusWriter writer, string name, double[]? bounds)
    {
        if (bounds is null)
        {
            writer.Sample(name, "", Labels, _value);
            return;
        }

        long below = 0;
        for (var i = 0; i < bounds.Length; i++)
        {
            below += _buckets[i];
            writer.Bucket(name, Labels, PrometheusWriter.Format(bounds[i]), below);
        }

        writer.Bucket(name, Labels, "+Inf", _count);
        writer.Sample(name, "_sum", Labels, _value);
        writer.Sample(name, "_count", Labels, _count);
    }

    private static string Format(KeyValuePair<string, object?>[] tags)
    {
        var labels = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            if (labels.Length > 0) labels.Append(',');
            labels.Append(key).Append("=\"").Append(Escape(value?.ToString() ?? "")).Append('"');
        }

        return labels.ToString();
    }

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
