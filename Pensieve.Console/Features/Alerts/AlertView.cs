namespace Pensieve.Console.Features.Alerts;

/// <summary>The alerts at one moment. Immutable.</summary>
/// <param name="Active">Under way, worst first.</param>
/// <param name="Ended">Ended, or under way when the server went away; newest first.</param>
/// <param name="Mutes">Until when rules are mute.</param>
public sealed record AlertView(IReadOnlyList<Alert> Active, IReadOnlyList<Alert> Ended, IReadOnlyDictionary<string, DateTimeOffset> Mutes)
{
    /// <summary>Nothing yet.</summary>
    public static AlertView None { get; } = new([], [], new Dictionary<string, DateTimeOffset>());

    /// <summary>Whether a rule is mute now.</summary>
    public bool IsMute(string rule, DateTimeOffset now) => Mutes.TryGetValue(rule, out var until) && until > now;
}
