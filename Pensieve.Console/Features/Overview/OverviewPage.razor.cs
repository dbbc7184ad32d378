using Microsoft.AspNetCore.Components;
using Pensieve.Console.Features.Requests;
using Pensieve.Console.Live;
using Pensieve.Console.Shared;
using Pensieve.Console.Shared.Charts;

namespace Pensieve.Console.Features.Overview;

/// <summary>Is all well, and if not, why: the page an operator opens first.</summary>
public sealed partial class OverviewPage : ComponentBase, IDisposable
{
    /// <summary>Rows of the request table.</summary>
    public const int RowLimit = 15;

    private ChartBoard? _board;
    private IDisposable? _subscription;
    private Verdict _verdict = new(VerdictRules.NoModel, null, null);
    private IReadOnlyList<HealthCheck> _checks = [];
    private IReadOnlyList<Tile> _tiles = [];
    private IReadOnlyList<RequestRow> _rows = [];
    private string? _model;

    /// <summary>Width of the charts in seconds, from the address.</summary>
    [SupplyParameterFromQuery(Name = "range")]
    public int? Range { get; set; }

    [Inject]
    private LivePause Pause { get; set; } = default!;

    [Inject]
    private IEnumerable<IHealthSource> HealthSources { get; set; } = [];

    [Inject]
    private IEnumerable<IFindingSource> FindingSources { get; set; } = [];

    [Inject]
    private IEnumerable<IVerdictLimits> Limits { get; set; } = [];

    [Inject]
    private LiveHistory History { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private int Window => Range is { } range && TimeRange.Choices.Contains(range) ? range : TimeRange.DefaultSeconds;

    /// <inheritdoc/>
    public void Dispose() => _subscription?.Dispose();

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Show();
        _subscription = Pause.Subscribe(() => InvokeAsync(UpdateAsync), OnPauseChanged);
    }

    private async Task UpdateAsync()
    {
        Show();
        StateHasChanged();
        if (_board is not null && Pause.Frozen is null) await _board.UpdateAsync();
    }

    private void Show()
    {
        var frame = Pause.Shown;
        var limits = Limits.FirstOrDefault()?.Current;
        _verdict = Verdict.From(frame, limits, FindingSources.SelectMany(s => s.Find()));
        _checks = [.. HealthChecks.From(frame, limits), .. HealthSources.SelectMany(s => s.Check())];
        _tiles = OverviewTiles.From(frame);
        _rows = [.. frame.Recent.Take(RowLimit).Select(r => RequestRow.From(r, frame.Time))];
        _model = frame.Engine.Models is [var first, ..] ? first.Id : null;
    }

    private void OnPauseChanged() => _ = InvokeAsync(UpdateAsync);
}
