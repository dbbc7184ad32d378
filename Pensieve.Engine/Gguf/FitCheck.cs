using System.Globalization;

namespace Pensieve.Engine.Gguf;

/// <summary>Whether a model fits, and the numbers that say so.</summary>
/// <param name="Fits">True = load it.</param>
/// <param name="Sentence">Need and free memory in one sentence.</param>
public sealed record FitCheck(bool Fits, string Sentence)
{
    /// <summary>
    /// Holds an estimate against free memory. On the device 0 free bytes mean unknown, which is not held against the model.
    /// </summary>
    /// <param name="estimate">What is needed.</param>
    /// <param name="hostFreeBytes">Free memory of the host: see <see cref="HostMemory.FreeBytes"/>.</param>
    /// <param name="deviceName">ggml's name of the device; null = none.</param>
    /// <param name="deviceFreeBytes">Free memory of the device; 0 = unknown.</param>
    public static FitCheck Of(MemoryEstimate estimate, long hostFreeBytes, string? deviceName = null, long deviceFreeBytes = 0)
    {
        ArgumentNullException.ThrowIfNull(estimate);
        var hostFits = estimate.HostBytes <= hostFreeBytes;
        var usesDevice = estimate.DeviceBytes > 0 && deviceFreeBytes > 0;
        var deviceFits = !usesDevice || estimate.DeviceBytes <= deviceFreeBytes;

        var parts = $"weights {Size(estimate.WeightBytes)}, KV cache {Size(estimate.KvBytes)}, compute {Size(estimate.ComputeBytes)}, "
            + $"process {Size(estimate.OverheadBytes)}";
        var host = $"{Size(estimate.HostBytes)} of RAM with {Size(hostFreeBytes)} free";
        var device = usesDevice ? $" and {Size(estimate.DeviceBytes)} on {deviceName} with {Size(deviceFreeBytes)} free" : "";
        return new FitCheck(hostFits && deviceFits, $"{(hostFits && deviceFits ? "Fits" : "Does not fit")}: needs {host}{device} ({parts}).");
    }

    /// <summary>Bytes as a person reads them, in decimal units: "83 MB", "4.2 GB".</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };
}
