using System.Diagnostics;
using System.Text.Json;

namespace Pensieve.Harness.Scenarios.Support;

/// <summary>Waits for conditions.</summary>
public static class Patience
{
    /// <summary>How often is looked.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromMilliseconds(10);

    /// <summary>Seconds until the condition held; null = it did not within the limit.</summary>
    public static async Task<double?> UntilAsync(Func<Task<bool>> condition, double seconds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var begin = Stopwatch.GetTimestamp();
        while (true)
        {
            if (await condition()) return Stopwatch.GetElapsedTime(begin).TotalSeconds;
            if (Stopwatch.GetElapsedTime(begin).TotalSeconds >= seconds) return null;
            await Task.Delay(Every, cancellationToken);
        }
    }

    /// <summary>A whole number, or null where the element is none.</summary>
    internal static int? TryGetInt32Safe(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var value) ? value : null;
}
