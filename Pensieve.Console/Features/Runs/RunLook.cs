using System.Globalization;
using Pensieve.Console.Shared;
using Pensieve.Harness.Reports;

namespace Pensieve.Console.Features.Runs;

/// <summary>How states look: sign, tone and word together, never colour alone.</summary>
public static class RunLook
{
    /// <summary>Tone of a state: good, info, warn, bad or muted.</summary>
    public static string Tone(RunState state) => state switch
    {
        RunState.Passed => "good",
        RunState.Running => "info",
        RunState.Failed or RunState.Error => "bad",
        RunState.Inconclusive or RunState.Invalid or RunState.Interrupted => "warn",
        _ => "muted",
    };

    /// <summary>Sign of a state.</summary>
    public static IconName Icon(RunState state) => state switch
    {
        RunState.Passed => IconName.Check,
        RunState.Running => IconName.Hourglass,
        RunState.Failed or RunState.Error => IconName.Cross,
        RunState.Inconclusive => IconName.Scales,
        RunState.Invalid => IconName.Warning,
        RunState.Interrupted => IconName.Stop,
        RunState.Skipped => IconName.Next,
        _ => IconName.Circle,
    };

    /// <summary>State of a row.</summary>
    public static RunState StateOf(string word) => RunStates.Parse(word) ?? RunState.Error;

    /// <summary>"2026-03-01 14:02" on the server's clock.</summary>
    public static string When(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>"about 4 min".</summary>
    public static string About(double seconds) => seconds < 90 ? string.Create(CultureInfo.InvariantCulture, $"about {Math.Max(1, Math.Round(seconds)):0} s")
        : seconds < 5400 ? string.Create(CultureInfo.InvariantCulture, $"about {seconds / 60:0} min") : string.Create(CultureInfo.InvariantCulture, $"about {seconds / 3600:0.#} h");
}
