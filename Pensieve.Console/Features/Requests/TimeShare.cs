using System.Globalization;
using Pensieve.Console.Shared;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Features.Requests;

/// <summary>One part of a request's time.</summary>
/// <param name="Key">"server", "queue", "share", "held", "prompt", "suspended", "mixed", "decode", "rest".</param>
/// <param name="Label">What the time went into.</param>
/// <param name="Ms">How much.</param>
/// <param name="Share">Of the whole, 0 to 1.</param>
public sealed record TimePart(string Key, string Label, double Ms, double Share);

/// <summary>
/// Where a request's time went: measured parts that do not overlap, and the sentence that follows from the largest of them.
/// </summary>
/// <param name="Parts">In the order of time; none is zero.</param>
/// <param name="Sentence">The main cause.</param>
/// <param name="Advice">What an operator can do about it; null = nothing needs to be done.</param>
public sealed record TimeShare(IReadOnlyList<TimePart> Parts, string Sentence, string? Advice)
{
    /// <summary>From a record. Pure.</summary>
    public static TimeShare From(RequestRecord record)
    {
        var p = record.Result.Phases;
        var trace = record.Result.Trace ?? new RequestTrace();
        var total = record.TotalMs;
        var queue = Between(p.Queued, p.SlotAssigned > 0 ? p.SlotAssigned : p.Ended) - trace.FollowedNs / 1e6;
        var prompt = record.Result.Trace is null
            ? Between(p.SlotAssigned, p.PrefillDone)
            : trace.PromptBatches.Sum(b => (b.EndedNs - b.BeganNs) / 1e6);
        // Joined batches span steps without this request too: what is counted as held must not count twice.
        if (trace.PromptBatches.Any(b => b.Steps > 1)) prompt = Math.Max(0, prompt - trace.HeldNs / 1e6);
        var suspended = trace.SuspendedNs / 1e6;
        var mixed = trace.MixedNs / 1e6;
        var decode = Math.Max(0, Between(p.FirstToken, p.LastToken) - mixed - suspended);
        var parts = new List<TimePart>();
        Add("server", "Read, rendered, tokenized", Between(p.Received, p.Queued));
        Add("queue", "Waited for a slot", queue);
        Add("share", "Waited for a prompt to share", trace.FollowedNs / 1e6);
        Add("held", "Prompt held back by others", trace.HeldNs / 1e6);
        Add("prompt", "Evaluated the prompt", prompt);
        Add("suspended", "Suspended: KV cache full", suspended);
        Add("mixed", "Generated beside others' prompts", mixed);
        Add("decode", "Generated", decode);
        Add("rest", "Between steps", total - parts.Sum(x => x.Ms));
        var (sentence, advice) = Explain(record, trace, parts, total);
        return new TimeShare(parts, sentence, advice);

        void Add(string key, string label, double ms)
        {
            if (ms >= 0.05) parts.Add(new TimePart(key, label, ms, total > 0 ? Math.Min(1, ms / total) : 0));
        }
    }

    private static (string Sentence, string? Advice) Explain(RequestRecord record, RequestTrace trace, List<TimePart> parts, double total)
    {
        if (parts.Count == 0) return ("It ended before anything took time.", null);
        var groups = parts.GroupBy(x => x.Key switch { "held" or "mixed" => "contention", _ => x.Key }).Select(g => (Key: g.Key, Ms: g.Sum(x => x.Ms))).OrderByDescending(g => g.Ms).ToList();
        var (main, ms) = groups[0];
        var of = $"{Format.Milliseconds(ms)} of {Format.Milliseconds(total)}";
        var usage = record.Result.Usage;
        return main switch
        {
            "queue" => ($"Mostly waiting for a slot: {of}.", "More slots (--parallel) or less load would shorten it."),
            "share" => ($"Mostly waiting for another prompt with the same beginning: {of}. That is shorter than evaluating it twice.", null),
            "contention" => ($"Mostly contention: for {of} the steps evaluated prompts of others.", "Shorter prompts beside it, or fewer at once, would shorten it."),
            "prompt" => ($"Mostly its prompt: {of} for {Format.Count(usage.PromptTokens - usage.CachedTokens, "token")} that the cache did not have.",
                usage.CachedTokens * 2 < usage.PromptTokens ? "Prompts that begin alike are evaluated once: put what changes at the end." : null),
            "suspended" => ($"Mostly suspended: {of}. The KV cache was full, and the youngest request had to make room.", "A larger context (--ctx) or fewer slots would prevent it."),
            "server" => ($"Mostly before the engine: {of} to read, render and tokenize it.", null),
            "rest" => ($"Mostly between steps: {of}, while the engine served others or handed over output.", null),
            _ => ($"Mostly generating: {of} for {Format.Count(usage.OutputTokens, "token")}{Pace(record, trace)}.", null),
        };
    }

    private static string Pace(RequestRecord record, RequestTrace trace)
    {
        var rate = record.TpotMs is > 0 and { } tpot ? $" at {Format.Number(1000 / tpot)} tokens/s" : "";
        return trace.MeanPeers is >= 0.05 and { } peers ? $"{rate}, beside {peers.ToString("0.#", CultureInfo.InvariantCulture)} others on average" : rate;
    }

    private static double Between(long from, long to) => from > 0 && to >= from ? (to - from) / 1e6 : 0;
}
