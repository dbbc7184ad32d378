using Microsoft.Extensions.Logging;
using Pensieve.Engine.Models;

namespace Pensieve.Engine.Worker;

/// <summary>Asks a worker started for the purpose which devices there are: a driver that crashes takes only it along.</summary>
internal static class DeviceProbe
{
    /// <summary>The devices; empty if no worker starts or the native engine is missing.</summary>
    public static async Task<IReadOnlyList<DeviceInfo>> RunAsync(EngineHostOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        var (connection, _) = await new WorkerLauncher(options, logger).StartAsync(cancellationToken).ConfigureAwait(false);
        if (connection is null) return [];
        using (connection)
        using (cancellationToken.Register(connection.Kill))
            return await Task.Run(() => Ask(connection), CancellationToken.None).ConfigureAwait(false);
    }

    private static IReadOnlyList<DeviceInfo> Ask(WorkerConnection connection)
    {
        connection.Channel.Send(WorkerConnection.Frame(FrameKind.ListDevices).Int32(1).Frame);
        IReadOnlyList<DeviceInfo> devices = [];
        while (connection.Channel.Receive(out var frame))
        {
            if ((FrameKind)frame[0] != FrameKind.Devices) continue;
            devices = new FrameReader(frame).SkipCall().Json(WireJson.Default.ListDeviceInfo);
            break;
        }

        connection.Shutdown(TimeSpan.FromSeconds(1));
        return devices;
    }
}
