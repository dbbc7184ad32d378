using System.Globalization;
using Pensieve.Console.Hosting;

namespace Pensieve.Console.Features.Settings.Values;

/// <summary>A setting that is read once, when the server starts.</summary>
/// <param name="Name">Name of the option.</param>
/// <param name="Value">Its value; secrets only whether they are set.</param>
/// <param name="Meaning">What it means.</param>
/// <param name="Reason">Why it cannot change now, and how it is set.</param>
public sealed record StartupSettingView(string Name, string Value, string Meaning, string Reason)
{
    /// <summary>All of them. Those that also exist as a run-time setting are left out.</summary>
    public static IReadOnlyList<StartupSettingView> All(PensieveOptions options) =>
        [.. Setting.All.Where(s => s.Key is not ("Queue" or "DrainSeconds")).Select(s => new StartupSettingView(s.Name, ValueOf(s, options), s.Help, ReasonOf(s)))];

    private static string ValueOf(Setting setting, PensieveOptions options)
    {
        var value = typeof(PensieveOptions).GetProperty(setting.Key)!.GetValue(options);
        if (setting.IsSecret) return value is null ? "not set" : "set";
        return value switch
        {
            null => "not set",
            bool on => on ? "on" : "off",
            Enum word => word.ToString().ToLowerInvariant(),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
    }

    private static string ReasonOf(Setting setting)
    {
        var how = setting.IsSecret ? setting.Variable : $"--{setting.Name} or {setting.Variable}";
        return setting.Key switch
        {
            "Port" or "Host" => $"The listener is bound at the start; set {how} and start again.",
            "Data" or "Database" => $"The settings themselves are kept there; set {how} and start again.",
            "Models" => $"Files are named by their place in it; set {how} and start again.",
            "Model" => $"It is what the start loads; others are loaded and unloaded under Models. To start with another one, set {how}.",
            "Context" or "Parallel" or "GpuLayers" or "Device" or "Threads" or "KvType" or "Pooling" or "Reasoning" or "Isolation" =>
                $"It belongs to a model as it was loaded; load it with other options, or set {how} and start again.",
            _ => $"Who may change settings must not depend on settings; set {how} and start again.",
        };
    }
}
