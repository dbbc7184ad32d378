using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Pensieve.Console.Live;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Shared;
using Pensieve.Engine;
using Pensieve.Engine.Requests;
using Pensieve.Engine.Worker;

namespace Pensieve.Console.Features.Requests;

/// <summary>The requests that ended lately: when, how long, why; one of them in full. The address is the whole state.</summary>
public sealed partial class RequestsPage : ComponentBase, IDisposable
{
    private const int LeastForSlow = 20;
    private const double SlowShare = 0.95;

    private RequestCharts? _charts;
    private RequestList? _list;
    private IDisposable? _subscription;
    private RequestFilter _filter = new();
    private TimeRange _range = new(TimeRange.DefaultSeconds, null, null);
    private IReadOnlyList<RequestRecord> _all = [];
    private List<RequestRecord> _shown = [];
    private IReadOnlyList<TurnedAwayGroup> _away = [];
    private IReadOnlyList<string> _models = [];
    private IReadOnlyList<string> _routes = [];
    private RequestBins _bins = RequestBins.From([], DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddMinutes(1), LatencyKind.Total);
    private RequestRecord? _open;
    private DateTimeOffset? _heldAt;
    private string? _model;
    private string? _newer;
    private string? _older;
    private double? _slowMs;
    private int _total;
    private int _restored;
    private int _waiting;
    private bool _mayOperate;
    private (string?, long, long, long, bool, int) _seen;

    /// <summary>Filters, from the address.</summary>
    [SupplyParameterFromQuery(Name = "model")]
    public string? Model { get; set; }

    /// <inheritdoc cref="Model"/>
    [SupplyParameterFromQuery(Name = "end")]
    public string? End { get; set; }

    /// <inheritdoc cref="Model"/>
    [SupplyParameterFromQuery(Name = "route")]
    public string? Route { get; set; }

    /// <inheritdoc cref="Model"/>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Text { get; set; }

    /// <inheritdoc cref="Model"/>
    [SupplyParameterFromQuery(Name = "min")]
    public int? MinMs { get; set; }

    /// <summary>Latency of the heatmap.</summary>
    [SupplyParameterFromQuery(Name = "by")]
    public string? By { get; set; }

    /// <summary>The request that is open.</summary>
    [SupplyParameterFromQuery(Name = "id")]
    public string? Id { get; set; }

    // Whether the reasons of those turned away are shown: there or not.
    [SupplyParameterFromQuery(Name = "away")]
    private string? AwayText { get; set; }

    // Named so that a change of them in the address is noticed; TimeRange reads them.
    [SupplyParameterFromQuery(Name = "range")]
    private string? RangeText { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    private string? FromText { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? ToText { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState>? State { get; set; }

    [Inject]
    private IEngine Engine { get; set; } = default!;

    [Inject]
    private TurnedAwayRing TurnedAway { get; set; } = default!;

    [Inject]
    private RequestBodies Bodies { get; set; } = default!;

    [Inject]
    private EngineHostOptions EngineOptions { get; set; } = default!;

    [Inject]
    private LiveFeed Feed { get; set; } = default!;

    [Inject]
    private LivePause Pause { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private LatencyKind Latency => Enum.TryParse<LatencyKind>(By, ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? kind : LatencyKind.Total;

    private string AwayHref => Navigation.GetUriWithQueryParameter("away", AwayText is null ? "shown" : null);

    private string CloseHref => Navigation.GetUriWithQueryParameter("id", (string?)null);

    private string Summary
    {
        get
        {
            var restored = _restored > 0 ? string.Create(CultureInfo.InvariantCulture, $", {_restored:N0} of them from before the start") : "";
            return _total == 0 ? "None has ended yet." : string.Create(CultureInfo.InvariantCulture, $"The last {EngineOptions.RecentRequests:N0} are kept: {_total:N0} now{restored}.");
        }
    }

    /// <summary>Address of a request, below the base.</summary>
    public static string Link(string id) => $"requests?id={Uri.EscapeDataString(id)}";

    /// <inheritdoc/>
    public void Dispose() => _subscription?.Dispose();

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _subscription = Pause.Subscribe(() => InvokeAsync(UpdateAsync), OnPauseChanged);
        _mayOperate = State is not null && AccessIdentity.Of((await State).User) is { Level: >= AccessLevel.Operate };
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        _filter = new RequestFilter(Model, End, Route, Text, MinMs);
        _range = TimeRange.Of(Navigation.Uri);
        Show();
        if (_charts is not null) await _charts.DrawAsync(_bins);
    }

    private async Task UpdateAsync()
    {
        if (Pause.Frozen is not null || !HasNews()) return;
        Show();
        StateHasChanged();
        if (_charts is not null) await _charts.DrawAsync(_bins);
    }

    // Notices come four times a second; a range that moves is drawn anew once a second, or when a request ended.
    private bool HasNews()
    {
        var seen = (Engine.RecentRequests(1) is [var newest] ? newest.Id : null, Time.GetUtcNow().ToUnixTimeSeconds(), Feed.Current.EndedTotal, TurnedAway.Total, Bodies.Enabled, Bodies.Held.Count);
        if (seen == _seen) return false;
        _seen = seen;
        return true;
    }

    private void Show()
    {
        var now = Pause.Since ?? Time.GetUtcNow();
        _all = Engine.RecentRequests(EngineOptions.RecentRequests);
        _total = _all.Count;
        _restored = _all.Count(r => r.IsRestored);
        var (begin, end) = (_range.Begin(now), _range.End(now));
        var fitting = _all.Where(r => r.EndedAt <= now && r.EndedAt >= begin && r.EndedAt <= end && _filter.Matches(r)).ToList();
        _bins = RequestBins.From(fitting, begin, end, Latency);
        _waiting = _heldAt is { } held ? fitting.TakeWhile(r => r.EndedAt > held).Count() : 0;
        _shown = _waiting > 0 ? fitting[_waiting..] : fitting;
        _slowMs = fitting.Count >= LeastForSlow ? fitting.Select(r => r.TotalMs).Order().ElementAt((int)(fitting.Count * SlowShare)) : null;
        _models = [.. _all.Select(r => r.Model).Distinct().Order()];
        _routes = [.. _all.Select(r => r.Source).Distinct().Order()];
        _model = Feed.Current.Engine.Models is [var first, ..] ? first.Id : null;
        _away = TurnedAwayGroup.Of(TurnedAway.Read(), begin, end, _filter.Text);
        FindOpen();
    }

    private void FindOpen()
    {
        // One that was open stays so after it has left the ring.
        if (string.IsNullOrEmpty(Id)) _open = null;
        else if (_open?.Id != Id) _open = _all.FirstOrDefault(r => r.Id == Id) ?? _all.FirstOrDefault(r => RequestBodies.Key(r.Id) == RequestBodies.Key(Id));
        var at = -1;
        for (var i = 0; _open is not null && at < 0 && i < _shown.Count; i++)
            if (_shown[i].Id == _open.Id) at = i;
        _newer = at > 0 ? LinkTo(_shown[at - 1].Id) : null;
        _older = at >= 0 && at + 1 < _shown.Count ? LinkTo(_shown[at + 1].Id) : null;
    }

    private string LinkTo(string id) => Navigation.GetUriWithQueryParameter("id", id);

    private void SetFilter(RequestFilter filter) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["model"] = Some(filter.Model), ["end"] = Some(filter.End), ["route"] = Some(filter.Route), ["q"] = Some(filter.Text), ["min"] = filter.MinMs is > 0 ? filter.MinMs : null,
    }), replace: true);

    private void SetRange((double From, double To) range) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["from"] = range.From.ToString("0.0", CultureInfo.InvariantCulture), ["to"] = range.To.ToString("0.0", CultureInfo.InvariantCulture),
    }));

    private void SetLatency(LatencyKind kind) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("by", kind == LatencyKind.Total ? null : kind.ToString().ToLowerInvariant()), replace: true);

    // The list grows at its top: while somebody reads further down, it stays as it is.
    private void OnAtTop(bool atTop)
    {
        _heldAt = atTop || _shown.Count == 0 ? null : _shown[0].EndedAt;
        Show();
    }

    private async Task ShowNewestAsync()
    {
        _heldAt = null;
        Show();
        if (_list is not null) await _list.ScrollToTopAsync();
    }

    private void OnPauseChanged()
    {
        _seen = default;
        _ = InvokeAsync(UpdateAsync);
    }

    // Whole seconds, outwards: the first and the last are within.
    private string AllHref => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>
    {
        ["range"] = null, ["from"] = _all[^1].EndedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), ["to"] = (_all[0].EndedAt.ToUnixTimeSeconds() + 1).ToString(CultureInfo.InvariantCulture),
    });

    private static string? Some(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static string Word(LatencyKind kind) => kind switch { LatencyKind.FirstToken => "First token", LatencyKind.Queue => "Queue", _ => "Total" };
}
