using Pensieve.Engine;

namespace Pensieve.Console.Features.Runs.Running;

/// <summary>Live traffic that a run would disturb.</summary>
internal static class RunTraffic
{
    /// <summary>Requests in slots and queues now.</summary>
    public static int UnderWay(IEngine engine) => engine.Snapshot().Models.Sum(m => m.Queued + m.Slots.Count(s => s.State != SlotState.Idle));
}
