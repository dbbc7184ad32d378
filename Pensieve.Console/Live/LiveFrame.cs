using Pensieve.Engine;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Live;

/// <summary>Everything a live page shows at one moment, made once and shared by all circuits.</summary>
/// <param name="Time">When it was made, wall clock.</param>
/// <param name="Engine">The engine then.</param>
/// <param name="Latest">The newest sample; null = the first one is not due yet.</param>
/// <param name="Stats">The requests of the last minute.</param>
/// <param name="StalledSeconds">Seconds for which slots have been at work without one token; 0 = not stalled.</param>
/// <param name="RefusedLately">Requests refused within <see cref="RequestWindow.Span"/>.</param>
/// <param name="Host">This process and the machine; null = not read yet.</param>
/// <param name="Recent">Requests that ended lately, newest first.</param>
public sealed record LiveFrame(
    DateTimeOffset Time,
    EngineSnapshot Engine,
    LiveSample? Latest,
    RequestStats Stats,
    double StalledSeconds,
    long RefusedLately,
    HostReading? Host,
    IReadOnlyList<RequestRecord> Recent)
{
    /// <summary>Requests that ended since the start, all models.</summary>
    public long EndedTotal => Engine.Models.Sum(m => m.Ended);
}
