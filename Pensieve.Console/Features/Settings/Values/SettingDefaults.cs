using Pensieve.Console.Api;
using Pensieve.Console.Features.Runs.Running;
using Pensieve.Console.Hosting;
using Pensieve.Console.Security;

namespace Pensieve.Console.Features.Settings.Values;

/// <summary>What the server was started with: the value of every setting that nobody changed since.</summary>
/// <param name="App">Options of the command line, the environment and the file.</param>
/// <param name="Api">Section "Api".</param>
/// <param name="Edge">Section "Security".</param>
/// <param name="Runs">Section "Runs".</param>
public sealed record SettingDefaults(PensieveOptions App, ApiOptions Api, EdgeOptions Edge, RunOptions Runs)
{
    /// <summary>Reads them.</summary>
    public static SettingDefaults From(PensieveOptions app, IConfiguration configuration) => new(
        app,
        configuration.GetSection(ApiOptions.Section).Get<ApiOptions>() ?? new(),
        configuration.GetSection(EdgeOptions.Section).Get<EdgeOptions>() ?? new(),
        configuration.GetSection(RunOptions.Section).Get<RunOptions>() ?? new());
}
