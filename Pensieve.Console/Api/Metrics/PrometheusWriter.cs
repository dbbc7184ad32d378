using System.Globalization;
using System.Text;

namespace Pensieve.Console.Api.Metrics;

/// <summary>Prometheus text exposition format 0.0.4.</summary>
internal sealed class PrometheusWriter
{
    /// <summary>Its media type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new(8 * 1024);

    /// <summary>Opens a family.</summary>
    public void Header(string name, string type, string help)
    {
        var escaped = help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        _text.Append("# HELP ").Append(name).Append(' ').Append(escaped).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    /// <summary>One sample.</summary>
    public void Sample(string name, string suffix, string labels, double value)
    {
        _text.Append(name).Append(suffix);
        if (labels.Length > 0) _text.Append('{').Append(labels).Append('}');
        _text.Append(' ').Append(Format(value)).Append('\n');
    }

    /// <summary>One cumulative bucket.</summary>
    public void Bucket(string name, string labels, string bound, long count)
    {
        _text.Append(name).Append("_bucket{").Append(labels);
        if (labels.Length > 0) _text.Append(',');
        _text.Append("le=\"").Append(bound).Append("\"} ").Append(count.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <summary>A number as Prometheus reads it.</summary>
    public static string Format(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
