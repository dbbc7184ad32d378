using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Pensieve.Console.Live;
using Pensieve.Console.Security.Access;

namespace Pensieve.Console.Features.Logs;

/// <summary>The tail of the log, by level and words. The address is the whole state.</summary>
public sealed partial class LogsPage : ComponentBase, IDisposable
{
    private static readonly LogLevel[] s_levels = [LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error];

    private LogList? _list;
    private IDisposable? _subscription;
    private LogFilter _filter = new();
    private IReadOnlyList<LogLine> _shown = [];
    private IReadOnlyList<int> _counts = new int[6];
    private LogLine? _open;
    private long? _heldAt;
    private long _seen = -1;
    private int _waiting;
    private bool _mayDownload;

    /// <summary>Least level.</summary>
    [SupplyParameterFromQuery(Name = "level")]
    public string? Level { get; set; }

    /// <summary>Words.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Text { get; set; }

    /// <summary>Number of the entry that is open.</summary>
    [SupplyParameterFromQuery(Name = "entry")]
    public long? Entry { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState>? State { get; set; }

    [Inject]
    private LogRing Ring { get; set; } = default!;

    [Inject]
    private LivePause Pause { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private string CloseHref => Navigation.GetUriWithQueryParameter("entry", (long?)null);

    private string DownloadHref => "api/logs?format=text&level=" + _filter.Least.ToString().ToLowerInvariant() + (string.IsNullOrEmpty(Text) ? "" : "&q=" + Uri.EscapeDataString(Text));

    private string Summary
    {
        get
        {
            var (limits, lost) = (Ring.Limits, Ring.Overwritten);
            return string.Create(CultureInfo.InvariantCulture, $"The last {limits.Details:N0} debug, {limits.Information:N0} info, {limits.Warnings:N0} warning and error entries are kept in memory{(lost.Total > 0 ? $"; older ones are gone: {lost}" : "")}. Prompts and answers are never logged.");
        }
    }

    /// <summary>Address of the entries about a request, below the base.</summary>
    public static string Link(string requestId) => $"logs?level=debug&q={Uri.EscapeDataString(requestId)}";

    /// <inheritdoc/>
    public void Dispose() => _subscription?.Dispose();

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _subscription = Pause.Subscribe(() => InvokeAsync(Update), OnPauseChanged);
        _mayDownload = State is not null && AccessIdentity.Of((await State).User) is { Level: >= AccessLevel.Operate };
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _filter = new LogFilter(LogFilter.LevelOf(Level) ?? LogLevel.Information, Text);
        Show();
    }

    private void Update()
    {
        if (Ring.LastSequence == _seen) return;
        Show();
        StateHasChanged();
    }

    private void Show()
    {
        _seen = Ring.LastSequence;
        var all = Ring.Read(_filter);
        var paused = Pause.Since is { } since ? Ring.SequenceAt(since) : long.MaxValue;
        var limit = Math.Min(_heldAt ?? long.MaxValue, paused);
        _shown = limit == long.MaxValue ? all : [.. all.TakeWhile(l => l.Sequence <= limit)];
        _waiting = all.Count - _shown.Count;
        _counts = Ring.CountByLevel(paused);

        // One that was open stays so after it has left the ring.
        if (Entry is null) _open = null;
        else if (_open?.Sequence != Entry) _open = Ring.Read(new LogFilter(LogLevel.Trace)).FirstOrDefault(l => l.Sequence == Entry);
    }

    // What is critical has no button of its own.
    private int CountOf(LogLevel level) => _counts[(int)level] + (level == LogLevel.Error ? _counts[(int)LogLevel.Critical] : 0);

    private string LinkTo(long sequence) => Navigation.GetUriWithQueryParameter("entry", sequence);

    private void SetLevel(LogLevel level) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("level", level == LogLevel.Information ? null : level.ToString().ToLowerInvariant()), replace: true);

    private void SetText(string? text) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("q", string.IsNullOrWhiteSpace(text) ? null : text.Trim()), replace: true);

    private void Clear() => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["level"] = null, ["q"] = null, ["entry"] = null }), replace: true);

    private void ShowAll() => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["level"] = "trace", ["q"] = null }), replace: true);

    // The list grows at its end: while somebody reads further up, it stays as it is.
    private void OnAtEnd(bool atEnd)
    {
        _heldAt = atEnd || _shown.Count == 0 ? null : _shown[^1].Sequence;
        Show();
    }

    private async Task ShowNewestAsync()
    {
        _heldAt = null;
        if (Pause.Frozen is not null) Pause.Toggle();
        Show();
        if (_list is not null) await _list.ScrollToEndAsync();
    }

    private void OnPauseChanged()
    {
        _seen = -1;
        _ = InvokeAsync(Update);
    }
}
