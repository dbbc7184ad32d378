using Microsoft.AspNetCore.Components;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Charts;
using Pensieve.Harness.Reports.Comparison;

namespace Pensieve.Console.Features.Compare;

/// <summary>Two to five runs, or groups of runs, side by side; which ones is the address.</summary>
public sealed partial class ComparePage
{
    private const int OverlayLimit = 24;
    private IReadOnlyList<IReadOnlyList<string>> _sides = [];
    private IReadOnlyList<RunRow> _choices = [];
    private Dictionary<string, RunRow> _rows = [];
    private IReadOnlyList<Drawing> _ratios = [];
    private IReadOnlyList<Drawing> _overlays = [];
    private RunComparison? _comparison;
    private string? _failure;
    private string? _asked;
    private bool _busy = true;

    // Decided once: whoever opens the choice to add run after run finds it open after each.
    private bool? _startsOpen;

    /// <summary>The sides, as <see cref="RunSides"/> writes them.</summary>
    [SupplyParameterFromQuery(Name = "runs")]
    public string? Runs { get; set; }

    [Inject]
    private RunReader Reader { get; set; } = default!;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_asked == (Runs ?? "")) return;
        _asked = Runs ?? "";
        HashSet<string> seen = [];
        _sides = [.. RunSides.Parse(_asked).Take(RunSides.Most).Select(s => (IReadOnlyList<string>)[.. s.Where(id => seen.Count < RunSides.MostRuns && seen.Add(id))]).Where(s => s.Count > 0)];
        (_busy, _comparison, _failure) = (true, null, null);
        if (!await UnlessLeftAsync(ReadAsync)) return;
        _busy = false;
        _startsOpen ??= _comparison is null;
    }

    private async Task ReadAsync()
    {
        var list = await Reader.ListAsync(new RunFilter(Limit: 100), Left);
        _failure = list.Failure?.Message;
        _rows = (list.Value ?? []).ToDictionary(r => r.Id);
        List<RunGroup> groups = [];
        foreach (var side in _sides)
        {
            List<RunSummary> members = [];
            foreach (var id in side)
            {
                var found = await Reader.FindAsync(id, Left);
                if (found.Value is { } run) _rows[id] = run.Row;
                if (found.Value?.Summary is { } summary) members.Add(summary);
                else _failure = found.Failure?.Message ?? $"Run {id} is not there, or has no record.";
            }

            if (members.Count == side.Count) groups.Add(new RunGroup(RunSides.Letter(groups.Count), members));
        }

        // Runs of the same kind as the base come first.
        var basis = _sides.Count > 0 ? _rows.GetValueOrDefault(_sides[0][0]) : null;
        _choices = [.. _rows.Values.Where(r => !_sides.Any(s => s.Contains(r.Id)) && r.EndedAt is not null).OrderByDescending(r => basis is not null && r.Suites == basis.Suites && r.Profile == basis.Profile && r.Model == basis.Model).ThenByDescending(r => r.StartedAt)];
        if (groups.Count < RunSides.Fewest || groups.Count != _sides.Count) return;
        _comparison = RunComparison.Of(groups);
        _ratios = [.. Ratios(_comparison)];
        _overlays = [.. CompareOverlays.Of(_comparison).Take(OverlayLimit).Select(plot => Drawings.Of(plot) with { Note = groups.Any(g => g.Runs.Count > 1) ? "A side of several runs is drawn by its newest." : null })];
    }

    private static IEnumerable<Drawing> Ratios(RunComparison comparison)
    {
        for (var i = 1; i < comparison.Groups.Count; i++)
        {
            if (comparison.Forest(i) is { Rows.Count: > 0 } forest) yield return Drawings.Of(forest, $"forest-{i}");
            if (comparison.Slope(i) is { } slope) yield return Drawings.Of(slope);
        }
    }

    private void Go(IReadOnlyList<IReadOnlyList<string>> sides) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("runs", RunSides.Format(sides) is { Length: > 0 } all ? all : null));
}
