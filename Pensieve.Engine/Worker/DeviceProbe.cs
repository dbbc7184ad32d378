using Microsoft.Extensions.Logging;
using Pensieve.Engine.Models;

namespace Pensieve.Engine.Worker;

/// <summary>What the native engine says of itself.</summary>
/// <param name="Release">Its release; null = it did not start.</param>
/// <param name="Devices">Devices as ggml lists them.</param>
/// <param name="Failure">Why there is no answer; null = there is one.</param>
public sealed record DeviceProbeResult(string? Release, IReadOnlyList<DeviceInfo> Devices, string? Failure);

/// <summary>Asks a worker started for the purpose: a driver that crashes takes only it along.</summary>
public static class DeviceProbe
{
    /// <summary>Release and devices, or why there are none. Takes some hundred milliseconds.</summary>
    public static async Task<DeviceProbeResult> RunAsync(EngineHostOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        var (connection, failure) = await new WorkerLauncher(options, logger).StartAsync(mayFallBack: false, cancellationToken).ConfigureAwait(false);
        if (connection is null) return new DeviceProbeResult(null, [], failure);
        using (connection)
        using (cancellationToken.Register(connection.Kill))
            return await Task.Run(() => Ask(connection), CancellationToken.None).ConfigureAwait(false);
    }

    private static DeviceProbeResult Ask(WorkerConnection connection)
    {
        connection.Channel.Send(FrameWriter.OfThread(FrameKind.ListDevices).Int32(1).Frame);
        var result = new DeviceProbeResult(null, [], "The engine worker ended before it answered.");
        while (connection.Channel.Receive(out var frame))
        {
            var reader = new FrameReader(frame);
            if (reader.Kind == FrameKind.Hello)
            {
                var failure = reader.String();
                result = new DeviceProbeResult(reader.String(), [], failure.Length > 0 ? failure : null);
            }
            else if (reader.Kind == FrameKind.Devices)
            {
                result = result with { Devices = reader.SkipCall().Json(WireJson.Default.ListDeviceInfo) };
                break;
            }
        }

        connection.Shutdown(TimeSpan.FromSeconds(1));
        return result;
    }
}
