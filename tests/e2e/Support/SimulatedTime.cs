namespace Pensieve.Tests.E2E.Support;

/// <summary>A clock that is set by hand; it makes no timers.</summary>
public sealed class SimulatedTime(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by) => _now += by;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.Ticks;
}
