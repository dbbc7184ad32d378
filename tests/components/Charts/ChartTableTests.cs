using Pensieve.Console.Live;
using Pensieve.Console.Shared.Charts;

namespace Pensieve.Tests.Components.Charts;

public sealed class ChartTableTests : ComponentTest
{
    private static readonly ChartDefinition s_chart = new("kv", "KV cache", ChartKind.Line, ChartFormat.Count, [new("Used", s => s.DecodePerSecond), new("Number", s => s.Sequence)], "No model is loaded");

    [Fact]
    public void Rows_NewestFirst_SayHowLongAgoAndWhyAFigureIsMissing()
    {
        var table = Show(Sample(1, 12_345), Sample(2, double.NaN), Sample(3.5, 7));
        Assert.Equal("KV cache, table", table.Find("[role=region]").GetAttribute("aria-label"));
        Assert.Equal(["Ago", "Used", "Number"], table.FindAll("th[scope=col]").Select(h => h.TextContent));
        Assert.Equal(["0 ms 7 3", "1.5 s –unknown: No model is loaded 2", "2.5 s 12,345 1"], table.FindAll("tbody tr").Select(r => string.Join(' ', r.Children.Select(c => c.TextContent.Trim()))));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(20, 20)]
    [InlineData(3600, 20)]
    public void Rows_OfAnyWindow_AreFewAndSpreadEvenly(int samples, int rows)
    {
        var table = Show([.. Enumerable.Range(0, samples).Select(i => Sample(i, i))]);
        var numbers = table.FindAll("tbody tr").Select(r => int.Parse(r.Children[1].TextContent, System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(rows, numbers.Count);
        if (rows == 0) return;
        Assert.Equal(samples - 1, numbers[0]);
        Assert.Single(numbers.Zip(numbers.Skip(1), (a, b) => a - b).Distinct());
    }

    private IRenderedComponent<ChartTable> Show(params LiveSample[] samples) => Render<ChartTable>(p => p.Add(t => t.Chart, s_chart).Add(t => t.Samples, samples));

    private static LiveSample Sample(double second, double value) => new() { Sequence = (long)second, Time = DateTimeOffset.UnixEpoch.AddSeconds(second), DecodePerSecond = value };
}
