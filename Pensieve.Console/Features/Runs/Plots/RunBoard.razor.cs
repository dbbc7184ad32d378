using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Pensieve.Console.Shared;
using Pensieve.Harness.Reports.Charts;

namespace Pensieve.Console.Features.Runs.Plots;

/// <summary>
/// Plots of a run. While it goes on, only new points go to the browser, in one call for all plots; everything goes again
/// after <see cref="Generation"/> has changed. The words follow every <see cref="WordsEvery"/> points, and at the end.
/// </summary>
public sealed partial class RunBoard : ComponentBase, IAsyncDisposable
{
    private const int WordsEvery = 20;
    private readonly HashSet<string> _tables = [];
    private readonly Dictionary<string, (string Lines, int Points)> _sent = [];
    private ElementReference _root;
    private JsPart? _board;
    private string _shape = "";
    private int _generation;
    private bool _busy;
    private bool _again;
    private bool _toggled;

    /// <summary>What to draw.</summary>
    [Parameter, EditorRequired]
    public required TimeBoard Board { get; set; }

    /// <summary>Changes whenever earlier points are others than before.</summary>
    [Parameter]
    public int Generation { get; set; }

    /// <summary>Nothing more will come.</summary>
    [Parameter]
    public bool Over { get; set; }

    [Inject]
    private IJSRuntime JS { get; set; } = default!;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _board?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Sends what is new.</summary>
    public async Task UpdateAsync()
    {
        _again = true;
        if (_board is null || _busy) return;
        _busy = true;
        try
        {
            // What comes while a call is under way follows it: after the last point of a run nobody would ask again.
            while (_again)
            {
                _again = false;

                // What was lost goes again, whole.
                if (!await _board.CallAsync("update", Message())) _sent.Clear();
            }
        }
        finally
        {
            _busy = false;
        }
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _shape = Shape();

    /// <inheritdoc/>
    protected override bool ShouldRender()
    {
        // Only other plots, words that are due, or an open table, change the markup.
        var shape = Shape();
        if (shape == _shape && _tables.Count == 0 && !_toggled)
        {
            _ = UpdateAsync();
            return false;
        }

        (_shape, _toggled) = (shape, false);
        return true;
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) _board = await JsPart.CreateAsync(JS, Assets["Features/Runs/Plots/RunBoard.razor.js"], "create", _root, Message());
        else await UpdateAsync();
    }

    private string Shape() =>
        string.Join(' ', Board.Plots.Select(p => $"{p.Id}:{Lines(p)}:{p.Note}:{p.Times.Count / WordsEvery}")) + Over;

    private void Toggle(string id)
    {
        if (!_tables.Remove(id)) _tables.Add(id);
        _toggled = true;
    }

    private object Message()
    {
        var reset = _generation != Generation || Board.Plots.Any(p => _sent.GetValueOrDefault(p.Id).Points > p.Times.Count);
        if (reset) _sent.Clear();
        _generation = Generation;
        var plots = Board.Plots.Select(p =>
        {
            // The last point may still have been filling: it goes again. A plot that gained a line is drawn anew, from its first point.
            var (lines, points) = _sent.GetValueOrDefault(p.Id);
            var from = lines == Lines(p) ? Math.Max(0, points - 1) : 0;
            _sent[p.Id] = (Lines(p), p.Times.Count);
            return new
            {
                p.Id, Kind = p.Kind.ToString(), p.Unit, Hues = p.Series.Select(s => s.Hue), From = from,
                Times = p.Times.Skip(from), Columns = p.Series.Select(s => s.Values.Skip(from).Select(Round)),
            };
        }).ToArray();
        return new { Board.From, Board.To, Board.Bands, Board.Marks, Plots = plots };
    }

    private static string Lines(TimePlot plot) => string.Join(',', plot.Series.Select(s => s.Label));

    private static double? Round(double? value)
    {
        if (value is not { } v || !double.IsFinite(v)) return null;
        if (v == 0) return 0;
        var scale = Math.Pow(10, 3 - Math.Floor(Math.Log10(Math.Abs(v))));
        return scale > 1e12 ? v : Math.Round(v * scale) / scale;
    }
}
