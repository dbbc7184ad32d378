using Pensieve.Console.Shared;
using Pensieve.Harness.Verdicts;

namespace Pensieve.Console.Features.Compare;

/// <summary>How verdicts look: sign, tone and word together, never colour alone.</summary>
internal static class CompareLook
{
    /// <summary>Tone of a verdict; null = the figure has no better side.</summary>
    public static string Tone(ChangeVerdict? verdict) => verdict switch
    {
        ChangeVerdict.Improved => "good",
        ChangeVerdict.Regressed => "bad",
        ChangeVerdict.Equivalent => "info",
        _ => "muted",
    };

    /// <summary>Sign of a verdict.</summary>
    public static IconName Icon(ChangeVerdict verdict) => verdict switch
    {
        ChangeVerdict.Improved => IconName.Check,
        ChangeVerdict.Regressed => IconName.Warning,
        ChangeVerdict.Equivalent => IconName.Scales,
        _ => IconName.Info,
    };
}
