namespace Pensieve.Engine.Models;

/// <summary>Types a KV cache may have, with their ggml ids.</summary>
public static class KvTypes
{
    private static readonly Dictionary<string, int> s_ids = new(StringComparer.OrdinalIgnoreCase)
    {
        ["f16"] = 1, ["f32"] = 0, ["q8_0"] = 8, ["q4_0"] = 2,
    };

    /// <summary>Accepted names.</summary>
    public static IReadOnlyCollection<string> Names => s_ids.Keys;

    /// <summary>The ggml type id; null = unknown name.</summary>
    public static int? Parse(string name) => s_ids.TryGetValue(name, out var id) ? id : null;
}
