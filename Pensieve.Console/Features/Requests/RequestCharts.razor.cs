using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Pensieve.Console.Shared;

namespace Pensieve.Console.Features.Requests;

/// <summary>When requests ended and how long they took. Drawn by the browser, one call per change; the words follow each render.</summary>
public sealed partial class RequestCharts : ComponentBase, IAsyncDisposable
{
    private ElementReference _root;
    private JsPart? _chart;
    private DotNetObjectReference<RequestCharts>? _self;
    private bool _table;

    /// <summary>What to show.</summary>
    [Parameter, EditorRequired]
    public required RequestBins Bins { get; set; }

    /// <summary>Name of the latency.</summary>
    [Parameter]
    public string Latency { get; set; } = "Total";

    /// <summary>A stretch was chosen, in seconds since 1970.</summary>
    [Parameter]
    public EventCallback<(double From, double To)> Brushed { get; set; }

    [Inject]
    private IJSRuntime JS { get; set; } = default!;

    /// <summary>Called by the browser.</summary>
    [JSInvokable]
    public Task OnBrushed(double from, double to) => to > from ? Brushed.InvokeAsync((from, to)) : Task.CompletedTask;

    /// <summary>Sends what to draw.</summary>
    public async Task DrawAsync(RequestBins bins)
    {
        // One that is lost with the connection is made good by the next: it carries everything.
        if (_chart is not null) await _chart.CallAsync("draw", Wire(bins));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _self?.Dispose();
        if (_chart is not null) await _chart.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _self = DotNetObjectReference.Create(this);
        _chart = await JsPart.CreateAsync(JS, Assets["Features/Requests/RequestCharts.razor.js"], "create", _root, _self, RequestBins.Bounds, Wire(Bins));
    }

    private static object Wire(RequestBins bins) => new
    {
        Begin = bins.Begin.ToUnixTimeMilliseconds() / 1000.0,
        End = bins.End.ToUnixTimeMilliseconds() / 1000.0,
        bins.Counts,
        bins.Heat,
    };

    private string At(int column) => (Bins.Begin + (Bins.End - Bins.Begin) / RequestBins.Columns * column).ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private string Cells(int column) => string.Join(", ", Enumerable.Range(0, Bins.Heat.Length).Where(r => Bins.Heat[r][column] > 0).Select(r =>
        string.Create(CultureInfo.InvariantCulture, $"{Bins.Heat[r][column]} {(r < RequestBins.Bounds.Count ? $"up to {RequestBins.Bounds[r]:N0}" : $"above {RequestBins.Bounds[^1]:N0}")}")));

    private string Summary()
    {
        var sums = Bins.Counts.Select(row => row.Sum()).ToList();
        if (sums.Sum() == 0) return "No request ended in this time.";
        var busiest = Enumerable.Range(0, RequestBins.Columns).MaxBy(c => Bins.Counts.Sum(row => row[c]));
        return string.Create(CultureInfo.InvariantCulture, $"{Format.Count(sums.Sum(), "request")}: {sums[0]} done, {sums[1]} failed, {sums[2]} cancelled; most at {At(busiest)}.");
    }
}
