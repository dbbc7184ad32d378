using Microsoft.AspNetCore.Components;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Features.Runs.History;
using Pensieve.Console.Features.Runs.Running;

namespace Pensieve.Console.Features.Runs;

/// <summary>Starts runs and lists those there were. Filters are the address.</summary>
public sealed partial class RunsPage
{
    /// <summary>Runs on a page.</summary>
    public const int PageSize = 50;

    private const string SuiteName = "suite", StateName = "state", ProfileFilterName = "profile", ModelName = "model", BeforeName = "before";
    private const int TrendRuns = 200;
    private readonly List<RunRow> _picked = [];
    private IReadOnlyList<HistoryRow>? _rows;
    private IReadOnlyList<string> _models = [];
    private string? _failure;
    private string _asked = "";
    private string _live = "";

    /// <summary>Only runs of this suite.</summary>
    [SupplyParameterFromQuery(Name = SuiteName)]
    public string? Suite { get; set; }

    /// <summary>Only runs in this state.</summary>
    [SupplyParameterFromQuery(Name = StateName)]
    public string? State { get; set; }

    /// <summary>Only runs of this profile.</summary>
    [SupplyParameterFromQuery(Name = ProfileFilterName)]
    public string? Profile { get; set; }

    /// <summary>Only runs against this model.</summary>
    [SupplyParameterFromQuery(Name = ModelName)]
    public string? Model { get; set; }

    /// <summary>Only runs that began before this: an older page.</summary>
    [SupplyParameterFromQuery(Name = BeforeName)]
    public long? Before { get; set; }

    /// <summary>Profile that the buttons start.</summary>
    [SupplyParameterFromQuery(Name = RunStarter.ProfileName)]
    public string? ToRun { get; set; }

    /// <summary>A suite that the palette asks to start.</summary>
    [SupplyParameterFromQuery(Name = RunStarter.StartName)]
    public string? StartAsked { get; set; }

    [Inject]
    private RunManager Manager { get; set; } = default!;

    [Inject]
    private RunReader Reader { get; set; } = default!;

    private string RunProfile => ToRun is { } profile && RunCatalogue.Profiles.Contains(profile) ? profile : RunCatalogue.DefaultProfile;

    private bool CanCompare => _picked.Count is >= RunSides.Fewest and <= RunSides.MostRuns;

    private bool IsFiltered => Suite is not null || State is not null || Profile is not null || Model is not null || Before is not null;

    /// <inheritdoc/>
    protected override void OnInitialized() => Manager.Changed += OnChanged;

    /// <inheritdoc/>
    protected override void OnLeave() => Manager.Changed -= OnChanged;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        var asked = $"{Suite} {State} {Profile} {Model} {Before}";
        if (asked == _asked && _rows is not null) return;
        _asked = asked;
        await ReadAsync();
    }

    private static string Tally(RunRow run)
    {
        List<string> parts = [];
        if (run.Passed > 0) parts.Add($"{run.Passed} passed");
        if (run.Failed > 0) parts.Add($"{run.Failed} failed");
        if (run.Skipped > 0) parts.Add($"{run.Skipped} skipped");
        if (run.Other > 0) parts.Add($"{run.Other} other");
        return parts.Count == 0 ? "–" : string.Join(", ", parts);
    }

    private Task<bool> ReadAsync() => UnlessLeftAsync(async () =>
    {
        var outcome = await Reader.ListAsync(new RunFilter(Empty(Suite), Empty(State), Empty(Profile), Empty(Model), Before, PageSize), Left);

        // A trend is of all runs of a kind, whichever the filter shows; its baseline may be older than all of them.
        var around = await Reader.ListAsync(new RunFilter(Before: Before, Limit: TrendRuns), Left);
        var baselines = await Reader.ListAsync(new RunFilter(Limit: TrendRuns, Baselines: true), Left);
        _rows = RunHistory.Of(outcome.Value ?? [], around.Value ?? [], baselines.Value ?? []);
        _models = [.. (around.Value ?? []).Select(r => r.Model).Append(Model ?? "").Where(m => m.Length > 0).Distinct().Order(StringComparer.Ordinal)];
        _failure = outcome.Failure?.Message;
    });

    private static string? Empty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    // Runs that start, move on by a case or end change the table; single events do not.
    private void OnChanged() => _ = InvokeAsync(async () =>
    {
        var live = string.Join(' ', Manager.Recent.Select(r => r.Row).Select(r => $"{r.Id} {r.State} {r.Passed + r.Failed + r.Skipped} {r.EndedAt}"));
        if (live == _live || Left.IsCancellationRequested) return;
        _live = live;
        await ReadAsync();
        StateHasChanged();
    });

    private void Filter(string name, ChangeEventArgs e) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { [name] = Empty((string?)e.Value), [BeforeName] = null }), replace: true);

    private void Pick(RunRow run)
    {
        if (_picked.RemoveAll(p => p.Id == run.Id) == 0) _picked.Add(run);
    }
}
