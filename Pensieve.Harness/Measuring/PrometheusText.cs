using System.Globalization;

namespace Pensieve.Harness.Measuring;

/// <summary>Reads the text format of Prometheus as far as the harness needs it: each series' name and value.</summary>
public static class PrometheusText
{
    /// <summary>Values by metric name, summed over labels. Lines that are no samples are passed over.</summary>
    public static Dictionary<string, double> Sums(string text)
    {
        Dictionary<string, double> sums = [];
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty || line[0] == '#') continue;
            var nameEnd = line.IndexOfAny('{', ' ');
            var valueStart = line.LastIndexOf('}') is var brace and >= 0 ? brace + 1 : nameEnd;
            if (nameEnd <= 0 || valueStart < 0) continue;
            var rest = line[valueStart..].Trim();
            var valueEnd = rest.IndexOf(' ');
            if (!double.TryParse(valueEnd < 0 ? rest : rest[..valueEnd], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) continue;
            var name = line[..nameEnd].ToString();
            sums[name] = sums.GetValueOrDefault(name) + value;
        }

        return sums;
    }
}
