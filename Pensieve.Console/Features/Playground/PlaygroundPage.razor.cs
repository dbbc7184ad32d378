using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using Pensieve.Console.Api.Chat;
using Pensieve.Console.Features.Playground.Keeping;
using Pensieve.Console.Live;
using Pensieve.Console.Security.Access;
using Pensieve.Console.Security.Audit;
using Pensieve.Engine;

namespace Pensieve.Console.Features.Playground;

/// <summary>Talks to loaded models. The address names the session, which the server keeps.</summary>
public sealed partial class PlaygroundPage : ComponentBase, IDisposable
{
    private const int MaxCaseName = 60;

    private PlaygroundSession _session = default!;
    private bool _isReady;
    private IDisposable? _subscription;
    private string _who = "";
    private List<string> _models = [];
    private ElementReference _field;
    private CasePanel? _cases;
    private string _said = "";
    private bool _isFocused;
    private bool _lost;
    private bool _unnamed;
    private int _sayKey;
    private int _systemKey;

    /// <summary>Id of the session.</summary>
    [SupplyParameterFromQuery(Name = "s")]
    public string? Session { get; set; }

    /// <summary>Model to choose in a new session.</summary>
    [SupplyParameterFromQuery(Name = "model")]
    public string? Model { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState>? State { get; set; }

    [Inject]
    private PlaygroundSessions Sessions { get; set; } = default!;

    [Inject]
    private PlaygroundRepository Repository { get; set; } = default!;

    [Inject]
    private OperatorActions Actions { get; set; } = default!;

    [Inject]
    private IEngine Engine { get; set; } = default!;

    [Inject]
    private ModelAliases Aliases { get; set; } = default!;

    [Inject]
    private LivePause Pause { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private bool IsDouble => _session.Sides.Count > 1;

    private string Shared => string.Join(", ", new[]
    {
        _session.System.Length > 0 ? "system prompt" : "", _session.Tools.Length > 0 ? "tools" : "", _session.Schema.Length > 0 ? "schema" : "",
    }.Where(s => s.Length > 0));

    /// <summary>Address of a new session with a model, below the base.</summary>
    public static string ModelLink(string model) => $"playground?model={Uri.EscapeDataString(model)}";

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription?.Dispose();

        // Drafts and settings that were not sent are kept with the rest.
        if (_isReady) _session.Keep();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _subscription = Pause.Subscribe(() => InvokeAsync(Update));

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        _models = Names();
        if (_isReady && (_unnamed || _session.Id == Session)) return;
        if (_who.Length == 0 && State is not null) _who = AccessIdentity.Of((await State).User)?.Id ?? "";
        var known = string.IsNullOrEmpty(Session) ? null : await Sessions.FindAsync(Session, CancellationToken.None);
        _lost = known is null && !string.IsNullOrEmpty(Session);
        if (_isReady) _session.Keep();
        _session = known ?? Sessions.Create(_who);
        _isReady = true;
        _sayKey++;
        if (known is not null) return;
        if (!string.IsNullOrEmpty(Model)) _session.Sides[0].Model = Model;
        Choose();
        _unnamed = true;
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        try
        {
            if (_isReady && !_isFocused)
            {
                _isFocused = true;
                await _field.FocusAsync(preventScroll: true);
            }
        }
        catch (JSException)
        {
            // The field is not there any more.
        }

        // Not before the first answer of the browser: until then it would load the page anew, and lose its theme.
        if (!_unnamed) return;
        _unnamed = false;
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["s"] = _session.Id, ["model"] = null }), replace: true);
    }

    private void Update()
    {
        var models = Names();
        if (!_isReady || models.SequenceEqual(_models)) return;
        _models = models;
        Choose();
        StateHasChanged();
    }

    private List<string> Names() =>
        [.. Engine.Models.Select(m => m.Id).Concat(Aliases.All.Where(a => Engine.TryGetModel(a.Value, out _)).Select(a => a.Key)).Distinct(StringComparer.Ordinal)];

    private void Choose()
    {
        foreach (var side in _session.Sides)
            if (side.Model.Length == 0 && _models is [var first, ..]) side.Model = first;
    }

    private void SetText(bool isText)
    {
        if (_session.IsText == isText) return;
        _session.Clear();
        _session.IsText = isText;
    }

    private void SetSystem(string text)
    {
        _session.System = text;
        _systemKey++;
    }

    private async Task SendAsync()
    {
        if (_session.IsRunning) return;
        _said = "";
        if (string.IsNullOrWhiteSpace(_session.Draft))
        {
            _said = _session.IsText ? "Write the text to continue first." : "Write a message first.";
            return;
        }

        // Taken away first: what is kept with the message must not hold it as a draft too.
        var text = _session.Draft;
        if (!_session.IsText)
        {
            _session.Draft = "";
            _sayKey++;
        }

        _session.Send(text);

        await Task.CompletedTask;
    }

    private void SendResults(PlaygroundSide side, IReadOnlyList<string> results) => _session.SendResults(side, results);

    private async Task SaveCaseAsync(Answer answer)
    {
        var said = _session.Sides.SelectMany(s => s.Entries).LastOrDefault(e => e.Role == "user")?.Text ?? answer.Id;
        var name = said.Length > MaxCaseName ? said[..MaxCaseName] + "…" : said;
        if (await Actions.AskAsync("case.save", name) is { } refusal)
        {
            _said = refusal;
            return;
        }

        var outcome = await Repository.AddCaseAsync(name, PlaygroundCase.Line(name, answer), CancellationToken.None);
        _said = outcome.IsDone ? "Saved as a test case." : "Not saved: " + outcome.Failure.Message;
        if (_cases is not null) await _cases.ReadAsync();
    }

    private string Preview()
    {
        var (json, error) = PlaygroundBody.Write(_session, _session.Sides[0], _session.Draft.Length > 0 || _session.Sides[0].Entries.Count == 0 ? _session.Draft : null);
        return json ?? error!.Message;
    }
}
