using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using Pensieve.Console.Security.Access;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Features.Requests;

/// <summary>What became of a replay.</summary>
/// <param name="Status">HTTP status; 0 = none came.</param>
/// <param name="RequestId">Id of the new HTTP request.</param>
/// <param name="Ms">Milliseconds until the last byte.</param>
/// <param name="Bytes">Bytes of the answer.</param>
/// <param name="Error">Why none came; null = one did.</param>
public sealed record ReplayOutcome(int Status, string? RequestId, double Ms, long Bytes, string? Error);

/// <summary>A request as a program, and its replay: the browser sends the body it kept through the same door as any client, with the rights of whoever looks at the page.</summary>
public sealed partial class RequestAgain : ComponentBase
{
    private KeptBody? _body;
    private ReplayOutcome? _outcome;
    private bool _replaying;

    /// <summary>Which.</summary>
    [Parameter, EditorRequired]
    public required RequestRecord Record { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState>? State { get; set; }

    [Inject]
    private PagePasses Passes { get; set; } = default!;

    [Inject]
    private RequestBodies Bodies { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IJSRuntime JS { get; set; } = default!;

    /// <inheritdoc/>
    protected override void OnParametersSet() => _body = Bodies.Find(Record.Id);

    private string Program(SnippetLanguage language) => RequestSnippet.Write(language, Navigation.BaseUri, Record, _body);

    private async Task ReplayAsync()
    {
        if (_body is null) return;
        if (State is null || AccessIdentity.Of((await State).User) is not { } who)
        {
            _outcome = new ReplayOutcome(0, null, 0, 0, "you are not signed in any more.");
            return;
        }

        _replaying = true;
        _outcome = null;
        try
        {
            await using var module = await JS.InvokeAsync<IJSObjectReference>("import", "./" + Assets["Features/Requests/RequestAgain.razor.js"]);
            // As long as a generation may take.
            _outcome = await module.InvokeAsync<ReplayOutcome>("replay", TimeSpan.FromMinutes(15), _body.Path, _body.Json, Passes.Issue(who));
        }
        catch (OperationCanceledException)
        {
            _outcome = new ReplayOutcome(0, null, 0, 0, "no answer within 15 minutes.");
        }
        finally
        {
            _replaying = false;
        }
    }
}
