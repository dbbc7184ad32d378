namespace Pensieve.Tests.Unit.Engine.Chat;

/// <summary>The clock stands at 7 March 2025, 09:05:03.</summary>
internal sealed class FixedTime : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => new(2025, 3, 7, 9, 5, 3, TimeSpan.Zero);
}
