using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Pensieve.Console.Live;

namespace Pensieve.Console.Shared.Charts;

/// <summary>
/// Live charts that share a time axis. New points of all series go to the browser in one call; hover and zoom stay there.
/// The words (summaries, tables) follow every <see cref="WordsEvery"/> samples.
/// </summary>
public sealed partial class ChartBoard : ComponentBase, IAsyncDisposable
{
    private const int WordsEvery = 5;

    private readonly HashSet<string> _tables = [];
    private ElementReference _root;
    private JsPart? _board;
    private IReadOnlyList<LiveSample> _samples = [];
    private IReadOnlyList<ChartBand> _bands = [];
    private long _sent;
    private long _said;
    private int _window;
    private bool _render = true;
    private bool _creating;

    /// <summary>What to draw; fixed for the board's life.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<ChartDefinition> Charts { get; set; }

    /// <summary>Where the points come from.</summary>
    [Parameter, EditorRequired]
    public required LiveHistory History { get; set; }

    /// <summary>Width of the time axis in seconds.</summary>
    [Parameter]
    public int Window { get; set; } = TimeRange.DefaultSeconds;

    [Inject]
    private IJSRuntime JS { get; set; } = default!;

    [Inject]
    private IEnumerable<IChartBands> BandSources { get; set; } = [];

    /// <summary>Sends what is new since the last call.</summary>
    public async Task UpdateAsync()
    {
        if (_board is null)
        {
            await CreateAsync();
            return;
        }

        var samples = History.Since(_sent);
        if (samples.Count == 0) return;

        // A call made while the connection is down is lost: the next one carries its points again, and the browser skips
        // those it has.
        if (!await _board.CallAsync("append", ChartBlock.From(Charts, samples), Wire(ReadBands(samples[^1].Time)))) return;
        _sent = samples[^1].Sequence;
        if (_sent - _said >= WordsEvery) SayAgain();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _board?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (_window == Window) return;
        _window = Window;
        _render = true;
        Read();
    }

    /// <inheritdoc/>
    protected override bool ShouldRender() => _render;

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        _render = false;
        if (firstRender) await CreateAsync();
        else if (_board is not null) await _board.CallAsync("setWindow", Window);
    }

    // A connection that is cut before the answer loses the call: the next update makes the charts then.
    private async Task CreateAsync()
    {
        if (_creating) return;
        _creating = true;
        try
        {
            await DrawAsync();
        }
        finally
        {
            _creating = false;
        }
    }

    private async Task DrawAsync()
    {
        var samples = History.Since(0);
        _sent = samples.Count > 0 ? samples[^1].Sequence : 0;
        if (samples.Count > 0) _bands = ReadBands(samples[^1].Time);
        var charts = Charts.Select(c => new
        {
            c.Id,
            Kind = c.Kind.ToString(),
            Format = c.Format.ToString(),
            Hues = c.Series.Select((_, i) => Hue(c, i)),
        });
        _board = await JsPart.CreateAsync(JS, Assets["Shared/Charts/ChartBoard.razor.js"], "create", _root, charts, LiveHistory.DefaultCapacity, Window, ChartBlock.From(Charts, samples), Wire(_bands));
    }

    private static int Hue(ChartDefinition chart, int series) => chart.Series[series].Hue is > 0 and var hue ? hue : series + 1;

    private void ToggleTable(string id)
    {
        if (!_tables.Remove(id)) _tables.Add(id);
        SayAgain();
    }

    private void SayAgain()
    {
        Read();
        _render = true;
        StateHasChanged();
    }

    private void Read()
    {
        _said = _sent;
        if (History.Latest is { } latest) _bands = ReadBands(latest.Time);
        _samples = History.Since(0, Window);
    }

    private List<ChartBand> ReadBands(DateTimeOffset now)
    {
        var from = now.AddSeconds(-LiveHistory.DefaultCapacity);
        return [.. BandSources.SelectMany(s => s.Between(from, now)).OrderBy(b => b.From)];
    }

    private static object Wire(IEnumerable<ChartBand> bands) => bands.Select(b => new
    {
        b.Label, b.IsFault, From = b.From.ToUnixTimeMilliseconds() / 1000.0, To = b.To?.ToUnixTimeMilliseconds() / 1000.0,
    });

    private static string Times(ChartBand band) => string.Create(CultureInfo.InvariantCulture,
        $"{band.From.ToLocalTime():HH:mm:ss} to {(band.To is { } to ? to.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture) : "now")}");

    private string Summary(ChartDefinition chart)
    {
        var parts = new List<string>();
        foreach (var series in chart.Series)
        {
            var values = _samples.Select(series.Value).Where(double.IsFinite).ToList();
            if (values.Count == 0) continue;
            var now = series.Value(_samples[^1]);
            parts.Add($"{series.Label}: {(double.IsFinite(now) ? $"now {ChartBlock.Text(now, chart.Format)}, " : "")}between {ChartBlock.Text(values.Min(), chart.Format)} and {ChartBlock.Text(values.Max(), chart.Format)}");
        }

        return parts.Count == 0 ? chart.Nothing + "." : $"Last {Window / 60} min. {string.Join("; ", parts)}.";
    }
}
