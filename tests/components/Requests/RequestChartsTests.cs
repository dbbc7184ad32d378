using Pensieve.Console.Features.Requests;
using Pensieve.Engine.Requests;
using Pensieve.Tests.Components.Support;

namespace Pensieve.Tests.Components.Requests;

public sealed class RequestChartsTests : ComponentTest
{
    private static readonly DateTimeOffset s_begin = DateTimeOffset.UnixEpoch.AddHours(1);
    private readonly BunitJSModuleInterop _chart;
    private readonly List<(double, double)> _brushed = [];

    public RequestChartsTests()
    {
        _chart = JSInterop.SetupModule("./Features/Requests/RequestCharts.razor.js").SetupModule("create", _ => true);
        _chart.Mode = JSRuntimeMode.Loose;
    }

    [Fact]
    public void Summary_Requests_CountsThemAndNamesTheBusiestMoment()
    {
        var charts = Show(At(1), At(1, FinishReason.Failed), At(30.5, FinishReason.Cancelled));
        Assert.StartsWith($"3 requests: 1 done, 1 failed, 1 cancelled; most at {Clock(1)}.", charts.Find("#when-summary").TextContent, StringComparison.Ordinal);
        Assert.StartsWith("No request ended in this time.", Show().Find("#when-summary").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_Toggled_SaysTheSameNewestFirst()
    {
        // One of 1.08 s and one of 80 s end in the same second; another one later.
        var charts = Show(At(1), At(1, ttftMs: 80_000), At(30.5, FinishReason.Failed));
        Assert.Empty(charts.FindAll("table"));
        Click(() => charts.Find(".when-head button"));
        Assert.Equal("true", charts.Find(".when-head button").GetAttribute("aria-pressed"));
        Assert.Equal(
            [$"{Clock(30)} 0 1 0 1 up to 2,500", $"{Clock(1)} 2 0 0 1 up to 2,500, 1 above 60,000"],
            charts.FindAll("tbody tr").Select(r => string.Join(' ', r.Children.Select(c => c.TextContent))));
        charts.Render(p => p.Add(c => c.Bins, Bins()));
        Assert.Equal("No request ended in this time.", charts.Find(".when-table p").TextContent);
        Click(() => charts.Find(".when-head button"));
        Assert.Empty(charts.FindAll(".when-table"));
    }

    [Fact]
    public async Task Brush_OfNoWidth_IsNone()
    {
        var charts = Show(At(1));
        await charts.InvokeAsync(() => charts.Instance.OnBrushed(5, 5));
        await charts.InvokeAsync(() => charts.Instance.OnBrushed(5, 9));
        Assert.Equal([(5.0, 9.0)], _brushed);
    }

    [Fact]
    public async Task Draw_SendsOneMessage_AndLeavingFreesTheBrowserSide()
    {
        var charts = Show(At(1));
        await charts.InvokeAsync(() => charts.Instance.DrawAsync(Bins(At(2))));
        Assert.Single(_chart.Invocations, i => i.Identifier == "draw");
        await DisposeComponentsAsync();
        Assert.Single(_chart.Invocations, i => i.Identifier == "dispose");
    }

    private static RequestRecord At(double second, FinishReason reason = FinishReason.EndOfTurn, double ttftMs = 80) => Make.Request("r", s_begin.AddSeconds(second), reason, ttftMs);

    private static string Clock(int second) => s_begin.AddSeconds(second).ToLocalTime().ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

    private static RequestBins Bins(params RequestRecord[] records) => RequestBins.From(records, s_begin, s_begin.AddMinutes(1), LatencyKind.Total);

    private IRenderedComponent<RequestCharts> Show(params RequestRecord[] records) => Render<RequestCharts>(p => p.Add(c => c.Bins, Bins(records)).Add(c => c.Brushed, _brushed.Add));
}
