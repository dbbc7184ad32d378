using System.Globalization;
using Pensieve.Console.Shared;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Features.Requests;

/// <summary>One stretch on a line of a waterfall.</summary>
/// <param name="From">Begin, in milliseconds after receipt.</param>
/// <param name="To">End, likewise; equal to <paramref name="From"/> = a mark.</param>
/// <param name="Kind">Class of its look: "wait", "cached", "prompt", "first", "decode", "stall", "other", "self", "peer".</param>
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
        if (record.Result.Slot < 0) yield break;
        var met = others.Where(o => o.Model == record.Model && o.Result.Slot >= 0 && o.Result.Phases.SlotAssigned > 0
            && o.Result.Phases.SlotAssigned < p.Ended && o.Result.Phases.Ended > p.Received && o.Id != record.Id);
        var bySlot = met.Append(record).GroupBy(o => o.Result.Slot).OrderBy(g => g.Key == record.Result.Slot ? -1 : g.Key).Take(MaxSlots + 1);
        foreach (var slot in bySlot)
        {
            var bars = slot.OrderBy(o => o.Result.Phases.SlotAssigned).Select(o => new WaterfallBar(
                Math.Max(0, At(p, o.Result.Phases.SlotAssigned)), Math.Min(total, At(p, o.Result.Phases.Ended)), o.Id == record.Id ? "self" : "peer",
                o.Id == record.Id ? "This request" : $"{o.Id}: {Format.Milliseconds((o.Result.Phases.Ended - o.Result.Phases.SlotAssigned) / 1e6)}", o.Id == record.Id ? null : o.Id)).ToList();
            var peers = bars.Count(b => b.Kind == "peer");
            yield return new WaterfallLine($"Slot {slot.Key}", peers == 0 ? "alone" : Format.Count(peers, "other request"), bars);
        }
    }

    private static WaterfallLine Span(string label, string kind, RequestPhases p, long from, long to, string more = "") =>
        new(label, Ms(to - from) + more, [new WaterfallBar(At(p, from), At(p, to), kind, $"{label}: {Ms(to - from)}{more}")]);

    private static double At(RequestPhases p, long stamp) => (stamp - p.Received) / 1e6;

    private static string Ms(long nanoseconds) => Format.Milliseconds(Math.Max(0, nanoseconds) / 1e6);
}
