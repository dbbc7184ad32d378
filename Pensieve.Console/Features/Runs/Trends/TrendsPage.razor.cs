using Microsoft.AspNetCore.Components;
using Pensieve.Console.Features.Runs.Keeping;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Charts;

namespace Pensieve.Console.Features.Runs.Trends;

/// <summary>Cases and figures over the runs of one profile and model. Which ones is the address.</summary>
public sealed partial class TrendsPage
{
    /// <summary>Most runs looked at.</summary>
    public const int Most = 40;

    // Two stand beside each other: a narrower drawing keeps its letters readable.
    private const double PlotWidth = 560;
    private const string SuiteName = "suite", ProfileName = "profile", ModelName = "model";
    private IReadOnlyList<RunRow> _runs = [];
    private IReadOnlyList<CaseHistory> _cases = [];
    private IReadOnlyList<(HistoryPlot Plot, Drawing Drawing)> _plots = [];
    private IReadOnlyList<string> _profiles = [];
    private IReadOnlyList<string> _models = [];
    private string? _profile;
    private string? _model;
    private string? _failure;
    private string? _asked;
    private bool _read;

    /// <summary>Only cases of this suite.</summary>
    [SupplyParameterFromQuery(Name = SuiteName)]
    public string? Suite { get; set; }

    /// <summary>Profile of the runs; null = that of the newest.</summary>
    [SupplyParameterFromQuery(Name = ProfileName)]
    public string? Profile { get; set; }

    /// <summary>Model of the runs; null = that of the newest.</summary>
    [SupplyParameterFromQuery(Name = ModelName)]
    public string? Model { get; set; }

    [Inject]
    private RunReader Reader { get; set; } = default!;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        var asked = $"{Suite}|{Profile}|{Model}";
        if (asked == _asked) return;
        _asked = asked;
        _read |= await UnlessLeftAsync(ReadAsync);
    }

    private async Task ReadAsync()
    {
        var all = await Reader.ListAsync(new RunFilter(Limit: 200), Left);
        var ended = (all.Value ?? []).Where(r => r.EndedAt is not null).ToList();
        _profiles = [.. ended.Select(r => r.Profile).Append(Profile ?? "").Where(p => p.Length > 0).Distinct()];
        _models = [.. ended.Select(r => r.Model).Concat(Model is null ? [] : [Model]).Distinct()];
        _profile = Profile ?? ended.FirstOrDefault()?.Profile;
        _model = Model ?? ended.FirstOrDefault(r => r.Profile == _profile)?.Model;
        var outcome = _profile is null ? all : await Reader.ListAsync(new RunFilter(Profile: _profile, Model: _model, Limit: Most), Left);
        _failure = (all.Failure ?? outcome.Failure)?.Message;
        _runs = [.. (outcome.Value ?? []).Where(r => r.EndedAt is not null && (string.IsNullOrEmpty(Suite) || r.Suites.Split(',').Any(s => s == Suite || s == "all"))).OrderBy(r => r.StartedAt)];
        _cases = [.. CaseHistory.Of(_runs).Where(c => IsOf(c.Case))];
        _plots = [.. FigureTrends.Of(_runs).Where(p => IsOf(p.Title)).Select(p => (p, Drawings.Of(p, PlotWidth)))];
    }

    private bool IsOf(string caseId) => string.IsNullOrEmpty(Suite) || caseId.StartsWith(Suite + "/", StringComparison.Ordinal);

    private void Filter(string name, ChangeEventArgs e) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter(name, (string?)e.Value is { Length: > 0 } value || name == ModelName ? (string?)e.Value : null), replace: true);
}
