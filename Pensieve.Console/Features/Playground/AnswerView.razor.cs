using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Pensieve.Console.Features.Requests;
using Pensieve.Console.Shared;
using Pensieve.Engine;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Features.Playground;

/// <summary>Follows one answer. New text goes to the browser every <see cref="s_tick"/>; nothing is rendered until the end.</summary>
public sealed partial class AnswerView : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _closed = new();
    private ElementReference _root;
    private ElementReference _live;
    private IJSObjectReference? _module;
    private Answer? _followed;
    private string[] _results = [];
    private string _announced = "";
    private bool _ended;
    private bool _render = true;
    private bool _wasLast;

    /// <summary>Which.</summary>
    [Parameter, EditorRequired]
    public required Answer Answer { get; set; }

    /// <summary>It is the newest of its side.</summary>
    [Parameter]
    public bool IsLast { get; set; }

    /// <summary>It has ended.</summary>
    [Parameter]
    public EventCallback Ended { get; set; }

    /// <summary>Results of its calls, in their order.</summary>
    [Parameter]
    public EventCallback<IReadOnlyList<string>> SendResults { get; set; }

    [Inject]
    private IJSRuntime JS { get; set; } = default!;

    [Inject]
    private IEngine Engine { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        try
        {
            if (_module is not null) await _module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser has dropped it already.
        }
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _render |= _followed != Answer || _wasLast != IsLast;
        _wasLast = IsLast;
        if (_followed == Answer) return;
        _followed = Answer;
        _ended = Answer.HasEnded;
        if (_ended) _results = [.. Answer.Calls.Select(_ => "")];
        else _announced = $"{Answer.Model} answers.";
    }

    /// <inheritdoc/>
    protected override bool ShouldRender() => _render;

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        _render = false;
        if (!firstRender || (_ended && !IsLast)) return;
        try
        {
            _module = await JS.InvokeAsync<IJSObjectReference>("import", "./" + Assets["Features/Playground/AnswerView.razor.js"]);
            await ShowAsync(always: true);
            // What is refused may end while the page is drawn: it has to hear of that too, or would wait for an end that was.
            if (_ended) await Ended.InvokeAsync();
            else await FollowAsync();
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The tab closed; the answer goes on.
        }
    }

    private async Task FollowAsync()
    {
        _closed.Token.ThrowIfCancellationRequested();
        using var timer = new PeriodicTimer(s_tick, Time);
        var (text, thinking) = (0, 0);
        do
        {
            var isOver = Answer.HasEnded;
            var news = Answer.Read(text, thinking);
            if (isOver) break;
            if (_module is not null) await _module.InvokeVoidAsync("append", s_patience, _live, news.Thinking, news.Text, StatusLine());
            (text, thinking) = (text + news.Text.Length, thinking + news.Thinking.Length);
        }
        while (await timer.WaitForNextTickAsync(_closed.Token));

        _ended = true;
        _results = [.. Answer.Calls.Select(_ => "")];
        _announced = Answer.Error is { } error ? error.Message : $"{Answer.Model} is done: {Format.Count(Answer.Result?.Usage.OutputTokens ?? 0, "token")}.";
        _render = true;
        StateHasChanged();
        await Ended.InvokeAsync();
        await ShowAsync(always: false);
    }

    private async Task ShowAsync(bool always)
    {
        if (_module is not null && !_closed.IsCancellationRequested) await _module.InvokeVoidAsync("show", s_patience, _root, always);
    }

    private string StatusLine() => Answer.Stage switch
    {
        AnswerStage.Sent => "Sent",
        AnswerStage.Queued => "Waiting for a slot",
        AnswerStage.Prefill => PrefillLine(),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Format.Count(Answer.Tokens, "token")}{(Answer.Rate is { } rate ? $", {Format.Number(rate)} tokens/s" : "")}{(Answer.FirstTokenMs is { } ms ? $", the first after {Format.Milliseconds(ms)}" : "")}"),
    };

    private string PrefillLine()
    {
        foreach (var model in Engine.Snapshot().Models)
        {
            if (model.Slots.FirstOrDefault(s => s.RequestId == Answer.Id) is { PromptTokens: > 0 } slot)
                return $"Reading the prompt: {Format.Percent((double)slot.PromptDone / slot.PromptTokens)} of {Format.Count(slot.PromptTokens, "token")}";
        }

        return Answer.PromptTokens > 0 ? $"Reading the prompt of {Format.Count(Answer.PromptTokens, "token")}" : "Reading the prompt";
    }

    private string EndLine(GenerationResult result)
    {
        List<string> parts = [RequestEnding.Of(result).Word, Format.Count(result.Usage.OutputTokens, "token")];
        if (Answer.Rate is { } rate) parts.Add($"{Format.Number(rate)} tokens/s");
        if (Answer.FirstTokenMs is { } first) parts.Add($"the first after {Format.Milliseconds(first)}");
        parts.Add($"prompt {Format.Count(result.Usage.PromptTokens, "token")}, {result.Usage.CachedTokens.ToString("N0", CultureInfo.InvariantCulture)} of them from the cache");
        parts.Add(string.Create(CultureInfo.InvariantCulture, $"seed {result.Seed}"));
        return string.Join(" · ", parts);
    }
}
