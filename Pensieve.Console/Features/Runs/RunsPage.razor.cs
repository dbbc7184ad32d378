using Microsoft.AspNetCore.Components;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Features.Runs.History;
using Pensieve.Console.Features.Runs.Running;

namespace Pensieve.Console.Features.Runs;

/// <summary>Starts runs and lists those there were. Filters are the address.</summary>
public sealed partial class RunsPage : ComponentBase, IDisposable
{
    /// <summary>Runs on a page.</summary>
    public const int PageSize = 50;

    private const string SuiteName = "suite", StateName = "state", ProfileFilterName = "profile", BeforeName = "before";
    private readonly List<string> _picked = [];
    private readonly CancellationTokenSource _left = new();
    private IReadOnlyList<HistoryRow>? _rows;
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

    /// <summary>Only runs that began before this: an older page.</summary>
    [SupplyParameterFromQuery(Name = BeforeName)]
    public long? Before { get; set; }

    /// <summary>Profile that the buttons start.</summary>
    [SupplyParameterFromQuery(Name = RunStarter.ProfileName)]
    public string? ToRun { get; set; }

    /// <summary>A suite that the palette asks to start.</summary>
    [SupplyParameterFromQuery(Name = "start")]
    public string? StartAsked { get; set; }

    [Inject]
    private RunManager Manager { get; set; } = default!;

    [Inject]
    private RunReader Reader { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private string RunProfile => ToRun is { } profile && RunCatalogue.Profiles.Contains(profile) ? profile : RunCatalogue.Profiles[0];

    private bool IsFiltered => Suite is not null || State is not null || Profile is not null || Before is not null;

    /// <inheritdoc/>
    public void Dispose()
    {
        Manager.Changed -= OnChanged;
        _left.Cancel();
        _left.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => Manager.Changed += OnChanged;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        var asked = $"{Suite} {State} {Profile} {Before}";
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

    private async Task ReadAsync()
    {
        try
        {
            var outcome = await Reader.ListAsync(new RunFilter(Empty(Suite), Empty(State), Empty(Profile), null, Before, PageSize), _left.Token);
            _rows = RunHistory.Of(outcome.Value ?? []);
            _failure = outcome.Failure?.Message;
        }
        catch (OperationCanceledException)
        {
            // The page was left meanwhile.
        }
    }

    private static string? Empty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    // Runs that start, move on by a case or end change the table; single events do not.
    private void OnChanged() => _ = InvokeAsync(async () =>
    {
        var live = string.Join(' ', Manager.Recent.Select(r => r.Row).Select(r => $"{r.Id} {r.State} {r.Passed + r.Failed + r.Skipped} {r.EndedAt}"));
        if (live == _live || _left.IsCancellationRequested) return;
        _live = live;
        await ReadAsync();
        StateHasChanged();
    });

    private void Filter(string name, ChangeEventArgs e) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { [name] = Empty((string?)e.Value), [BeforeName] = null }), replace: true);

    private void Pick(string id)
    {
        if (!_picked.Remove(id)) _picked.Add(id);
    }
}
