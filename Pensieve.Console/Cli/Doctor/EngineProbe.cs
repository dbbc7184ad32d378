using Microsoft.Extensions.Logging.Abstractions;
using Pensieve.Console.Hosting;
using Pensieve.Engine.Worker;

namespace Pensieve.Console.Cli.Doctor;

/// <summary>Asks a worker of this program.</summary>
internal sealed class EngineProbe : INativeProbe
{
    /// <inheritdoc/>
    public async Task<NativeProbeOutcome> ProbeAsync(CancellationToken cancellationToken)
    {
        var options = new EngineHostOptions { Isolation = IsolationMode.Worker, WorkerCommand = EngineHosting.WorkerCommandLine() };
        var (release, devices, failure) = await DeviceProbe.RunAsync(options, NullLogger.Instance, cancellationToken);
        return new NativeProbeOutcome(release, devices, failure);
    }
}
