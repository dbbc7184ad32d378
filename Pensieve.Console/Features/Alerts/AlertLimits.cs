using Pensieve.Console.Features.Overview;
using Pensieve.Console.Features.Settings.Values;

namespace Pensieve.Console.Features.Alerts;

/// <summary>The limits of the settings: one set for the verdict, the checks and the alerts, so that they cannot disagree.</summary>
internal sealed class AlertLimits(RuntimeSettings settings) : IVerdictLimits
{
    private const double CriticalShare = 0.4;

    /// <inheritdoc/>
    public VerdictLimits Current
    {
        get
        {
            var low = settings.Number(SettingTable.AlertMemory) / 100.0;
            return new VerdictLimits(low, low * CriticalShare, settings.Number(SettingTable.AlertQueue) * 1000, settings.Number(SettingTable.AlertStall));
        }
    }
}
