namespace Pensieve.Harness.Reports.Charts;

/// <summary>Which points of a plot its table shows.</summary>
public static class PlotTable
{
    /// <summary>Indices of measured points, evenly spread, the last among them.</summary>
    public static IEnumerable<int> Rows(TimePlot plot, int most)
    {
        ArgumentNullException.ThrowIfNull(plot);
        var measured = Enumerable.Range(0, plot.Times.Count).Where(i => plot.Series.Any(s => s.Values[i] is not null)).ToList();
        var stride = Math.Max(1, (measured.Count + most - 1) / most);
        return measured.Where((_, i) => (measured.Count - 1 - i) % stride == 0);
    }
}
