using Pensieve.Harness.Load.Prompts;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Oracles;

/// <summary>
/// Prompts with a nonce each and what they are answered with alone, unstreamed and at temperature 0. Under load each answer is held
/// against its own, so that loss, duplication and cross-talk between streams are seen and counted.
/// </summary>
public sealed class AnswerBook : IWorkload
{
    private const int MostWaits = 60;
    private readonly IReadOnlyList<Page> _pages;
    private readonly int[] _counts = new int[Enum.GetValues<AnswerKind>().Length];
    private string? _example;

    private AnswerBook(IReadOnlyList<Page> pages) => _pages = pages;

    /// <summary>Answers that were judged.</summary>
    public int Judged => _counts.Sum();

    /// <summary>Asks every prompt once, one after another; null with the reason if the target answers none.</summary>
    /// <param name="context">The case.</param>
    /// <param name="count">Different prompts.</param>
    /// <param name="maxTokens">Most output tokens.</param>
    /// <param name="exactLength">Answers go on to <paramref name="maxTokens"/> where the target can be told so.</param>
    /// <param name="dialects">Routes, by turns; none = the target's own.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(AnswerBook? Book, string? Failure)> WriteAsync(
        CaseContext context, int count, int maxTokens, bool exactLength, IReadOnlyList<Dialect> dialects, CancellationToken cancellationToken)
    {
        var random = context.Random();
        List<Page> pages = [];
        using var phase = context.Phase("references", $"{count} prompts, one at a time");
        for (var i = 0; i < count; i++)
        {
            var nonce = Words.Nonce(random, i);
            var call = new GenerationCall
            {
                Dialect = dialects.Count == 0 ? null : dialects[i % dialects.Count],
                Turns = [new ChatTurn("user", $"Repeat: {Words.Noun(random)} {nonce}")],
                MaxTokens = maxTokens,
                Temperature = 0,
                KeepText = true,
                Kind = "oracle",
                Extra = exactLength && context.Target.IsPensieve ? """{"ignore_eos":true}""" : null,
            };
            await context.WarmAsync(call, cancellationToken);
            var alone = await context.SendAsync(call with { Stream = false, Kind = "reference" }, cancellationToken);

            // The case before may have left the server restarting or its queue full.
            for (var wait = 0; wait < MostWaits && alone.Outcome == GenerationResult.Shed; wait++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
                alone = await context.SendAsync(call with { Stream = false, Kind = "reference" }, cancellationToken);
            }

            if (!alone.IsOk || string.IsNullOrEmpty(alone.Text)) return (null, $"the target gives no reference answer: {alone.Outcome} {alone.Error}");
            int? natural = null;
            if (call.Extra is not null)
            {
                var free = await context.SendAsync(call with { Stream = false, Extra = null, Kind = "reference" }, cancellationToken);
                if (!free.IsOk) return (null, $"the target gives no reference answer: {free.Outcome} {free.Error}");
                natural = AnswerCheck.CommonPrefix(alone.Text, free.Text ?? "");
            }

            pages.Add(new Page(call, nonce, alone.Text, natural, alone.OutputTokens));
        }

        return (new AnswerBook(pages), null);
    }

    /// <inheritdoc/>
    public GenerationCall Call(int index) => _pages[index % _pages.Count].Call;

    /// <summary>Judges an answer that ended well, and makes it <see cref="GenerationResult.Wrong"/> if it is damaged.</summary>
    public void Judge(int index, GenerationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (!result.IsOk || result.Text is null) return;
        var page = _pages[index % _pages.Count];
        var kind = AnswerCheck.Of(result.Text, page.Alone, page.Call.Turns[0].Text, _pages.Where(p => p != page).Select(p => (p.Nonce, p.Alone)), page.Natural);
        if (kind is (AnswerKind.Exact or AnswerKind.Beyond) && page.Natural is not null && result.OutputTokens >= 0 && result.OutputTokens < page.Tokens) kind = AnswerKind.Cut;
        Interlocked.Increment(ref _counts[(int)kind]);
        if (kind is AnswerKind.Exact or AnswerKind.Beyond) return;
        _example ??= $"{kind}: expected '{Short(page.Alone)}', found '{Short(result.Text)}' ({result.ServerId})";
        if (kind != AnswerKind.Diverged) (result.Outcome, result.Error) = (GenerationResult.Wrong, kind.ToString());
    }

    /// <summary>How many answers were of a kind.</summary>
    public int Count(AnswerKind kind) => Volatile.Read(ref _counts[(int)kind]);

    /// <summary>Records the counts, and checks that nothing was lost, doubled or mixed up.</summary>
    /// <param name="context">The case.</param>
    /// <param name="least">Fewest answers that must have been judged: a check of nothing is none.</param>
    public void Check(CaseContext context, int least = 1)
    {
        ArgumentNullException.ThrowIfNull(context);
        foreach (var kind in Enum.GetValues<AnswerKind>()) context.Measure("answers_" + Snake(kind), "value", Count(kind), "count", Judged, kind switch { AnswerKind.Exact => "higher", AnswerKind.Beyond => null, _ => "lower" });
        context.Check("answers were compared", Judged >= least, $"at least {least}", Judged);
        context.Check("no answer is cut", Count(AnswerKind.Cut) == 0, 0, Found(AnswerKind.Cut));
        context.Check("no piece is lost", Count(AnswerKind.Lost) == 0, 0, Found(AnswerKind.Lost));
        context.Check("no piece comes twice", Count(AnswerKind.Duplicated) == 0, 0, Found(AnswerKind.Duplicated));
        context.Check("no text of another request", Count(AnswerKind.CrossTalk) == 0, 0, Found(AnswerKind.CrossTalk));

        // Batches change the order of sums, so a near-tie may flip; more than a few are no near-ties.
        var allowed = Math.Max(1, Judged / 20);
        context.Check("answers are those given alone", Count(AnswerKind.Diverged) <= allowed, $"at most {allowed} of {Judged} differ", Found(AnswerKind.Diverged));
    }

    private string Found(AnswerKind kind) => Count(kind) == 0 ? "0" : $"{Count(kind)} of {Judged}; first damage {_example}";

    private static string Snake(AnswerKind kind) => kind == AnswerKind.CrossTalk ? "cross_talk" : kind.ToString().ToLowerInvariant();

    private static string Short(string text) => text.Length <= 80 ? text : text[..40] + "…" + text[^40..];

    private sealed record Page(GenerationCall Call, string Nonce, string Alone, int? Natural, int Tokens);
}
