using System.Text.Json;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Oracles;

namespace Pensieve.Harness.Scenarios.Bench;

/// <summary>The server's own stamps of a request, in its monotonic nanoseconds.</summary>
/// <param name="Received">The request came.</param>
/// <param name="SlotAssigned">It got a slot.</param>
/// <param name="PrefillDone">Its prompt was evaluated.</param>
/// <param name="FirstToken">First and last token.</param>
/// <param name="LastToken"><inheritdoc cref="FirstToken" path="/node()"/></param>
/// <param name="PromptTokens">Prompt tokens, and those from the cache.</param>
/// <param name="CachedTokens"><inheritdoc cref="PromptTokens" path="/node()"/></param>
/// <param name="OutputTokens">Output tokens.</param>
internal sealed record ServerPhases(long Received, long SlotAssigned, long PrefillDone, long FirstToken, long LastToken, int PromptTokens, int CachedTokens, int OutputTokens)
{
    /// <summary>Milliseconds from the slot to the evaluated prompt.</summary>
    public double PrefillMs => (PrefillDone - SlotAssigned) / 1e6;

    /// <summary>Milliseconds from the receipt to the first token.</summary>
    public double TtftMs => (FirstToken - Received) / 1e6;

    /// <summary>Milliseconds per token after the first.</summary>
    public double? TpotMs => OutputTokens > 1 ? (LastToken - FirstToken) / 1e6 / (OutputTokens - 1) : null;

    /// <summary>The stamps of requests by the id that the harness saw; empty for a target that keeps none.</summary>
    public static async Task<IReadOnlyDictionary<string, ServerPhases>> OfAsync(CaseContext context, IEnumerable<GenerationResult> results, CancellationToken cancellationToken)
    {
        if (context.Server is null) return new Dictionary<string, ServerPhases>();
        using var json = JsonDocument.Parse(await context.Client.Http.GetByteArrayAsync($"api/requests?count={ServerLedger.Kept}", cancellationToken));
        Dictionary<string, ServerPhases> known = [];
        foreach (var request in json.RootElement.EnumerateArray())
        {
            var (phases, usage) = (request.GetProperty("phases"), request.GetProperty("usage"));
            known[ServerLedger.Suffix(request.GetProperty("id").GetString()!)] = new ServerPhases(
                Of(phases, "received"), Of(phases, "slotAssigned"), Of(phases, "prefillDone"), Of(phases, "firstToken"), Of(phases, "lastToken"),
                usage.GetProperty("promptTokens").GetInt32(), usage.GetProperty("cachedTokens").GetInt32(), usage.GetProperty("outputTokens").GetInt32());
        }

        return results.Where(r => r.ServerId is not null && known.TryGetValue(ServerLedger.Suffix(r.ServerId), out var p) && p is { FirstToken: > 0, PrefillDone: > 0 })
            .ToDictionary(r => r.Id, r => known[ServerLedger.Suffix(r.ServerId!)]);

        static long Of(JsonElement phases, string name) => phases.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : 0;
    }
}
