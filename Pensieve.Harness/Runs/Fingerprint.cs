using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Pensieve.Harness.Load;

namespace Pensieve.Harness.Runs;

/// <summary>The environment of a run. Two runs compare only where it is equal.</summary>
public static class Fingerprint
{
    private static readonly string[] s_model = ["architecture", "description", "parameters", "sizeBytes", "slots", "contextPerSequence", "device"];

    /// <summary>What can be learned of this machine and of a target.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> OfAsync(Target target, CancellationToken cancellationToken)
    {
        SortedDictionary<string, string> found = new(StringComparer.Ordinal)
        {
            ["client.os"] = RuntimeInformation.OSDescription,
            ["client.architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
            ["client.cpu"] = Processor() ?? "unknown",
            ["client.cores"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
            ["client.runtime"] = RuntimeInformation.FrameworkDescription,
            ["harness"] = typeof(Fingerprint).Assembly.GetName().Version?.ToString() ?? "",
            ["target.kind"] = target.Kind,
            ["target.model"] = target.Model,
        };
        if (target.Version is { } version) found["target.version"] = version;
        if (!target.IsPensieve) return found;
        using var client = new LlmClient(target);
        try
        {
            using var snapshot = JsonDocument.Parse(await client.Http.GetByteArrayAsync("api/snapshot", cancellationToken));
            foreach (var model in snapshot.RootElement.GetProperty("models").EnumerateArray())
            {
                if (model.GetProperty("id").GetString() != target.Model) continue;
                if (model.TryGetProperty("isolation", out var isolation)) found["target.isolation"] = isolation.ToString();
                if (!model.TryGetProperty("info", out var info) || info.ValueKind != JsonValueKind.Object) continue;
                foreach (var name in s_model)
                {
                    if (info.TryGetProperty(name, out var value)) found["target." + name] = value.ToString();
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException)
        {
            found["target.snapshot"] = "unreadable";
        }

        return found;
    }

    private static string? Processor()
    {
        try
        {
            return File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
        }
        catch (IOException)
        {
            return null;
        }
    }
}
