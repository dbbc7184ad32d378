using Pensieve.Engine.Requests;

namespace Pensieve.Console.Features.Requests;

/// <summary>A stretch for which a request held a slot.</summary>
/// <param name="Request">Its id.</param>
/// <param name="Slot">The slot.</param>
/// <param name="From">Begin on the engine's clock, in nanoseconds.</param>
/// <param name="To">End likewise.</param>
internal readonly record struct SlotStretch(string Request, int Slot, long From, long To)
{
    /// <summary>The stretches of a request in order: one, unless it was set aside meanwhile; none, if it never got a slot.</summary>
    public static IEnumerable<SlotStretch> Of(RequestRecord record)
    {
        var (from, end) = (record.Result.Phases.SlotAssigned, record.Result.Phases.Ended);
        if (from == 0) yield break;
        foreach (var aside in record.Result.Trace?.SetAside ?? [])
        {
            yield return new SlotStretch(record.Id, aside.Slot, from, aside.FromNs);
            from = aside.FromNs + aside.LengthNs;
        }

        if (record.Result.Slot >= 0 && from < end) yield return new SlotStretch(record.Id, record.Result.Slot, from, end);
    }
}
