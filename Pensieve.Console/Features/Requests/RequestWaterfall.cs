using System.Globalization;
using Pensieve.Console.Shared;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Features.Requests;

/// <summary>One stretch on a line of a waterfall.</summary>
/// <param name="From">Begin, in milliseconds after receipt.</param>
/// <param name="To">End, likewise; equal to <paramref name="From"/> = a mark.</param>
/// <param name="Kind">Class of its look: "wait", "cached", "prompt", "first", "decode", "stall", "aside", "other", "self", "peer".</param>
/// <param name="Tip">What it is, in words.</param>
/// <param name="Request">Request that it leads to; null = none.</param>
public sealed record WaterfallBar(double From, double To, string Kind, string Tip, string? Request = null);

/// <summary>One line of a waterfall.</summary>
/// <param name="Label">What happened.</param>
/// <param name="Figure">How long or how much.</param>
/// <param name="Bars">Where on the axis.</param>
public sealed record WaterfallLine(string Label, string Figure, IReadOnlyList<WaterfallBar> Bars);

/// <summary>A request's phases, and what the slots did meanwhile, on one linear axis from its receipt to its end.</summary>
/// <param name="TotalMs">Length of the axis.</param>
/// <param name="Lines">Its own phases, in order.</param>
/// <param name="Slots">Its slot first, then others of the model that were at work at the same time.</param>
public sealed record RequestWaterfall(double TotalMs, IReadOnlyList<WaterfallLine> Lines, IReadOnlyList<WaterfallLine> Slots)
{
    /// <summary>Most lines of other slots.</summary>
    public const int MaxSlots = 8;

    /// <summary>A gap between tokens is a stall from this multiple of the mean on, if it is also at least 100 ms.</summary>
    public const double StallFactor = 3;

    // Wall clocks are set now and then; a boot lies further apart.
    private static readonly TimeSpan s_clockTolerance = TimeSpan.FromSeconds(5);

    /// <summary>From a record and those it may have met.</summary>
    public static RequestWaterfall From(RequestRecord record, IReadOnlyList<RequestRecord> others)
    {
        var p = record.Result.Phases;
        var total = Math.Max(record.TotalMs, 0.001);
        return new RequestWaterfall(total, [.. Phases(record, p)], [.. SlotLines(record, others, p, total)]);
    }

    /// <summary>The gaps that count as stalls, longest first.</summary>
    public static IEnumerable<TokenGap> Stalls(RequestRecord record) =>
        record.Result.Trace is not { } trace || record.TpotMs is not { } mean ? [] : trace.LongestGaps.Where(g => g.LengthNs / 1e6 >= Math.Max(100, mean * StallFactor));

    private static IEnumerable<WaterfallLine> Phases(RequestRecord record, RequestPhases p)
    {
        var usage = record.Result.Usage;
        var trace = record.Result.Trace;
        if (p.Queued > 0) yield return Span("Read, rendered, tokenized", "other", p, p.Received, p.Queued);
        if (p.Queued > 0)
        {
            var until = p.SlotAssigned > 0 ? p.SlotAssigned : p.Ended;
            var shared = trace is { FollowedNs: > 0 } ? $", of which {Ms(trace.FollowedNs)} for another prompt to share with" : "";
            yield return Span(p.SlotAssigned > 0 ? "Waited for a slot" : "Waited, and never got a slot", "wait", p, p.Queued, until, shared);
        }

        if (p.SlotAssigned > 0)
        {
            var at = At(p, p.SlotAssigned);
            var text = $"{usage.CachedTokens.ToString("N0", CultureInfo.InvariantCulture)} of {Format.Count(usage.PromptTokens, "token")}";
            yield return new WaterfallLine("Prompt from the cache", text, [new WaterfallBar(at, at, "cached", $"{text} reused: no time")]);
            yield return Prompt(p, trace, usage);
        }

        if (p.FirstToken > 0)
        {
            var first = At(p, p.FirstToken);
            yield return new WaterfallLine("First token", Format.Milliseconds(first), [new WaterfallBar(first, first, "first", $"First token after {Format.Milliseconds(first)}")]);
            var rate = record.TpotMs is > 0 and { } tpot ? $", {Format.Number(1000 / tpot)} tokens/s" : "";
            var decode = Span("Generated " + Format.Count(usage.OutputTokens, "token"), "decode", p, p.FirstToken, p.LastToken, rate);
            var stalls = Stalls(record).Select(g => new WaterfallBar(At(p, g.FromNs), At(p, g.FromNs + g.LengthNs), "stall", $"No token for {Ms(g.LengthNs)}")).ToList();
            yield return decode with { Bars = [.. decode.Bars, .. stalls], Figure = decode.Figure + (stalls.Count > 0 ? $", {Format.Count(stalls.Count, "stall")}" : "") };
        }

        if (trace is { Suspensions: > 0 })
        {
            var times = trace.Suspensions == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{trace.Suspensions:N0} times");
            var unplaced = trace.Suspensions - trace.SetAside.Length;
            yield return new WaterfallLine("Set aside: the KV cache was full", $"{Ms(trace.SuspendedNs)}, {times}{(unplaced > 0 ? $", {unplaced.ToString("N0", CultureInfo.InvariantCulture)} not drawn" : "")}",
                [.. trace.SetAside.Select(s => new WaterfallBar(At(p, s.FromNs), At(p, s.FromNs + s.LengthNs), "aside", $"Set aside for {Ms(s.LengthNs)}: slot {s.Slot} and its cells went to others"))]);
        }

        var end = RequestEnding.Of(record.Result);
        var total = At(p, p.Ended);
        yield return new WaterfallLine("End: " + end.Word, Format.Milliseconds(total), [new WaterfallBar(total, total, "end", end.Detail ?? end.Word)]);
    }

    private static WaterfallLine Prompt(RequestPhases p, RequestTrace? trace, TokenUsage usage)
    {
        var label = $"Evaluated {Format.Count(usage.PromptTokens - usage.CachedTokens, "prompt token")}";
        var until = p.PrefillDone > 0 ? p.PrefillDone : p.Ended;
        if (trace is not { PromptBatches.Length: > 0 }) return Span(label, "prompt", p, p.SlotAssigned, until);
        var steps = trace.PromptBatches.Sum(b => b.Steps);
        return new WaterfallLine(label, $"{Ms(until - p.SlotAssigned)}, {Format.Count(steps, "step")}",
            [.. trace.PromptBatches.Select(b => new WaterfallBar(At(p, b.BeganNs), At(p, b.EndedNs), "prompt",
                $"{Format.Count(b.Tokens, "token")} in {Ms(b.EndedNs - b.BeganNs)}{(b.Steps > 1 ? $", {b.Steps} steps" : "")}"))]);
    }

    // The slots share the engine's clock, so neighbours stand where they were.
    private static IEnumerable<WaterfallLine> SlotLines(RequestRecord record, IReadOnlyList<RequestRecord> others, RequestPhases p, double total)
    {
        var own = SlotStretch.Of(record).ToList();
        if (own.Count == 0) yield break;
        var met = others.Where(o => o.Model == record.Model && o.Id != record.Id && IsOfSameClock(o, record)).SelectMany(SlotStretch.Of).Where(s => s.From < p.Ended && s.To > p.Received);
        var last = own[^1].Slot;
        foreach (var slot in met.Concat(own).GroupBy(s => s.Slot).OrderBy(g => g.Key == last ? -1 : g.Key).Take(MaxSlots + 1))
        {
            var bars = slot.OrderBy(s => s.From).Select(s => s.Request == record.Id
                ? new WaterfallBar(At(p, s.From), Math.Min(total, At(p, s.To)), "self", "This request")
                : new WaterfallBar(Math.Max(0, At(p, s.From)), Math.Min(total, At(p, s.To)), "peer", $"{s.Request}: {Ms(s.To - s.From)}", s.Request)).ToList();
            var peers = slot.Where(s => s.Request != record.Id).Select(s => s.Request).Distinct().Count();
            yield return new WaterfallLine($"Slot {slot.Key}", peers == 0 ? "alone" : Format.Count(peers, "other request"), bars);
        }
    }

    private static WaterfallLine Span(string label, string kind, RequestPhases p, long from, long to, string more = "") =>
        new(label, Ms(to - from) + more, [new WaterfallBar(At(p, from), At(p, to), kind, $"{label}: {Ms(to - from)}{more}")]);

    // Stamps of before a restart of the machine count from another zero: only those fit whose wall clocks differ by as much.
    private static bool IsOfSameClock(RequestRecord one, RequestRecord other)
    {
        var stamps = TimeSpan.FromMilliseconds((one.Result.Phases.Ended - other.Result.Phases.Ended) / 1e6);
        return (one.EndedAt - other.EndedAt - stamps).Duration() < s_clockTolerance;
    }

    private static double At(RequestPhases p, long stamp) => (stamp - p.Received) / 1e6;

    private static string Ms(long nanoseconds) => Format.Milliseconds(Math.Max(0, nanoseconds) / 1e6);
}
