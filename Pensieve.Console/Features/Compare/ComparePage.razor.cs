using Microsoft.AspNetCore.Components;
using Pensieve.Console.Features.Runs;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Charts;
using Pensieve.Harness.Reports.Comparison;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Console.Features.Compare;

/// <summary>Two to five runs side by side; which ones is the address.</summary>
public sealed partial class ComparePage : ComponentBase, IDisposable
{
    private const int Most = 5;
    private static readonly string[] s_dashes = ["solid", "dashed", "dotted", "dash-dot", "sparse dots"];
    private readonly CancellationTokenSource _left = new();
    private IReadOnlyList<string> _ids = [];
    private IReadOnlyList<RunRow> _choices = [];
    private Dictionary<string, RunRow> _rows = [];
    private IReadOnlyList<CurvePlot> _overlays = [];
    private RunComparison? _comparison;
    private string? _failure;
    private string? _asked;
    private bool _busy = true;

    /// <summary>Ids by commas, the base first.</summary>
    [SupplyParameterFromQuery(Name = "runs")]
    public string? Runs { get; set; }

    [Inject]
    private RunReader Reader { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    /// <inheritdoc/>
    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_asked == (Runs ?? "")) return;
        _asked = Runs ?? "";
        _ids = [.. _asked.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().Take(Most)];
        (_busy, _comparison, _failure, _overlays) = (true, null, null, []);
        try
        {
            await ReadAsync();
        }
        catch (OperationCanceledException)
        {
            // The page was left meanwhile.
        }

        _busy = false;
    }

    private static char Letter(int index) => (char)('A' + index);

    private static string Describe(RunRow row) => $"{RunLook.When(row.StartedAt)} · {row.Suites.Replace(",", ", ", StringComparison.Ordinal)} · {row.Profile} · {row.Model} · {row.State}{(row.IsBaseline == 1 ? " · baseline" : "")}";

    private static string Tone(ComparedChange change) => change.Verdict switch
    {
        ChangeVerdict.Improved => "good",
        ChangeVerdict.Regressed => "bad",
        ChangeVerdict.Equivalent => "info",
        _ => "muted",
    };

    private static string Interval(ComparedFigure figure, ComparedValue value) => (value.Lower, value.Upper) switch
    {
        ({ } low, { } high) => $"{Figure.Text(low, figure.Unit)} to {Figure.Text(high, figure.Unit)}, n = {value.N}",
        (null, { } high) => $"≤ {Figure.Text(high, figure.Unit)}, n = {value.N}",
        _ => value.N > 0 ? $"n = {value.N}" : "",
    };

    private static IEnumerable<CurvePlot> Overlay(RunComparison comparison)
    {
        var runs = comparison.Groups.Select(g => g.Runs[0]).ToList();
        foreach (var first in runs[0].Cases)
        {
            var cases = runs.Select(r => r.Cases.FirstOrDefault(c => c.Plan.Id == first.Plan.Id)).ToList();
            foreach (var curve in CasePlots.Curves(first))
            {
                var lines = cases.SelectMany((c, i) => (c is null ? [] : CasePlots.Curves(c)).Where(k => k.Id == curve.Id).SelectMany(k => k.Lines.Take(1)).Select(l => l with { Label = $"{Letter(i)} {l.Label}", Hue = i + 1 })).ToList();
                if (lines.Count > 1) yield return curve with { Title = $"{first.Plan.Title}: {curve.Title}", Lines = lines, Marks = [] };
            }

            var spread = cases.SelectMany((c, i) => CasePlots.Line($"{Letter(i)}", (c?.Samples ?? []).Where(s => s.IsOk()).Select(s => s.TtftMs()), i + 1)).ToList();
            if (spread.Count > 1) yield return new CurvePlot($"spread-{first.Plan.Id}", $"{first.Plan.Title}: time to first token, share of requests", "time to first token", "ms", "ratio", spread, [], LogX: true, Step: true);
        }
    }

    private async Task ReadAsync()
    {
        var list = await Reader.ListAsync(new RunFilter(Limit: 100), _left.Token);
        _failure = list.Failure?.Message;
        _rows = (list.Value ?? []).ToDictionary(r => r.Id);
        List<RunGroup> groups = [];
        foreach (var id in _ids)
        {
            var found = await Reader.FindAsync(id, _left.Token);
            if (found.Value is { } run) _rows[id] = run.Row;
            if (found.Value?.Summary is { } summary) groups.Add(new RunGroup(Letter(groups.Count).ToString(), [summary]));
            else _failure = found.Failure?.Message ?? $"Run {id} is not there, or has no record.";
        }

        // Runs of the same kind as the base come first.
        var basis = _ids.Count > 0 ? _rows.GetValueOrDefault(_ids[0]) : null;
        _choices = [.. _rows.Values.Where(r => !_ids.Contains(r.Id) && r.EndedAt is not null).OrderByDescending(r => basis is not null && r.Suites == basis.Suites && r.Profile == basis.Profile && r.Model == basis.Model).ThenByDescending(r => r.StartedAt)];
        if (groups.Count < 2 || groups.Count != _ids.Count) return;
        _comparison = RunComparison.Of(groups);
        _overlays = [.. Overlay(_comparison).Take(24)];
    }

    private string Describe(string id) => _rows.TryGetValue(id, out var row) ? Describe(row) : id;

    private void Add(string? id)
    {
        if (!string.IsNullOrEmpty(id)) Go([.. _ids, id]);
    }

    private void Go(IEnumerable<string> ids) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("runs", string.Join(',', ids) is { Length: > 0 } all ? all : null));
}
