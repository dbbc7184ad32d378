using Microsoft.AspNetCore.Components;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Console.Features.Runs.Starting;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Charts;

namespace Pensieve.Console.Features.Runs;

/// <summary>One run: while it goes on and afterwards the same page, drawn from the same fold of its record.</summary>
public sealed partial class RunPage
{
    internal const string Question = "Delete this run and its record for good?";
    private RunRow? _row;
    private RunSummary? _summary;
    private LiveRun? _live;
    private TimeBoard? _board;
    private Drawing? _strip;
    private IReadOnlyList<Drawing> _whole = [];
    private RunQuestion _ask = default!;
    private RunRequest? _again;
    private RunRequest? _againFailed;
    private string? _failure;
    private string? _chosen;
    private string? _question;
    private string _shown = "";
    private bool _read;
    private bool _mayRun;

    /// <summary>Id of the run.</summary>
    [Parameter, EditorRequired]
    public required string Id { get; set; }

    /// <summary>The case that the page keeps to; null = all.</summary>
    [SupplyParameterFromQuery(Name = "case")]
    public string? Case { get; set; }

    [Inject]
    private RunManager Manager { get; set; } = default!;

    [Inject]
    private RunActions Actions { get; set; } = default!;

    [Inject]
    private RunReader Reader { get; set; } = default!;

    [Inject]
    private RunRepository Repository { get; set; } = default!;

    [Inject]
    private RunArchive Archive { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private TimeSpan Elapsed => _row is null ? TimeSpan.Zero : Time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(_row.StartedAt);

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        Manager.Changed += OnChanged;
        _mayRun = await Actions.MayAsync();
    }

    /// <inheritdoc/>
    protected override void OnLeave() => Manager.Changed -= OnChanged;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Id)
        {
            (_read, _shown) = (false, Id);
            await ReadAsync();
        }

        Draw();
    }

    private Task<bool> ReadAsync() => UnlessLeftAsync(async () =>
    {
        var outcome = await Reader.FindAsync(Id, Left);
        _failure = outcome.Failure?.Message;
        (_row, _summary, _live) = (outcome.Value?.Row, outcome.Value?.Summary, outcome.Value?.Live);
        _read = true;
        Draw();
    });

    private void Draw()
    {
        _chosen = _summary?.Cases.FirstOrDefault(c => c.Plan.Id == Case)?.Plan.Id;
        _board = _summary is null ? null : TimeBoards.Of(_summary, _chosen);
        _strip = _summary is null ? null : Drawings.Availability(_summary, _board!, _chosen);
        (_again, _againFailed) = _mayRun && _row?.EndedAt is not null && _summary is { } ended ? (RunAgain.Whole(ended), RunAgain.Failed(ended)) : default;
        // While it goes on, the plots over time tell it.
        _whole = _summary is not null && _chosen is null && RunStates.IsOver(_summary.State) ? [.. Drawings.Of(_summary)] : [];
    }

    private bool Shown(CaseSummary c) => _chosen is null ? c.State != RunState.Pending : c.Plan.Id == _chosen;

    // Among many cases, those that ended well or did not run are told in short.
    private bool IsBrief(CaseSummary c) => _chosen is null && _summary is { Cases.Count: > 1 } && c.State is (RunState.Passed or RunState.Skipped);

    private void OnChanged() => _ = InvokeAsync(async () =>
    {
        if (Left.IsCancellationRequested || Manager.Find(Id) is not { } live || (live == _live && _row?.EndedAt is not null)) return;
        await ReadAsync();
        StateHasChanged();
    });

    private async Task Cancel() => _question = await Actions.CancelAsync(Id);

    private async Task MarkAsync(bool isBaseline)
    {
        if (_row is null || (_question = await Actions.AskAsync(isBaseline ? "run.baseline" : "run.unbaseline", Id)) is not null) return;
        _failure = (await Repository.MarkAsync(_row, isBaseline, Left)).Failure?.Message;
        await ReadAsync();
    }

    private async Task DeleteAsync()
    {
        if (_question != Question)
        {
            _question = Question;
            return;
        }

        if ((_question = await Actions.AskAsync("run.delete", Id)) is not null) return;
        var outcome = await Repository.DeleteAsync(Id, Left);
        _failure = outcome.Failure?.Message;
        if (_failure is not null) return;
        Archive.Forget(Id);
        Manager.Forget(Id);
        Navigation.NavigateTo("runs");
    }
}
