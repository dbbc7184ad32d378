using Pensieve.Engine;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Live;

/// <summary>Slot states of one interval as a string of digits; see <see cref="LiveSample.Slots"/>.</summary>
internal static class SlotStates
{
    /// <summary>The states now; where a slot is idle, what the requests that ended in the interval did there last.</summary>
    public static string Encode(EngineSnapshot snapshot, IReadOnlyList<RequestRecord> ended)
    {
        var count = snapshot.Models.Sum(m => m.Slots.Count);
        return count == 0 ? "" : string.Create(count, (snapshot, ended), static (digits, state) =>
        {
            var at = 0;
            foreach (var model in state.snapshot.Models)
            {
                foreach (var slot in model.Slots) digits[at++] = (char)('0' + (int)Lately(slot, model.Id, state.ended));
            }
        });
    }

    private static SlotState Lately(SlotSnapshot slot, string model, IReadOnlyList<RequestRecord> ended)
    {
        if (slot.State != SlotState.Idle) return slot.State;
        foreach (var record in ended)
        {
            if (record.Result.Slot == slot.Index && record.Model == model)
                return record.Result.Phases.FirstToken > 0 ? SlotState.Decode : SlotState.Prefill;
        }

        return SlotState.Idle;
    }
}
