using System.Text.Json;
using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Scenarios.Oracles;

/// <summary>The server's own books, where it shows them: each accepted request ends there exactly once, with a reason.</summary>
public static class ServerLedger
{
    /// <summary>Ended requests that the server keeps.</summary>
    public const int Kept = 1000;

    /// <summary>Holds the server's records of ended requests against those of the harness; does nothing for a target that has none.</summary>
    public static async Task CheckAsync(CaseContext context, IReadOnlyCollection<GenerationResult> results, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Server is null) return;
        var accepted = results.Where(r => r.Status == 200 && r.ServerId is not null).ToArray();
        if (accepted.Length > Kept * 9 / 10)
        {
            context.Note($"{accepted.Length} requests are more than the server keeps ({Kept}): its own books are compared for the last of them only.");
            accepted = [.. accepted.OrderBy(r => r.Term).TakeLast(Kept / 2)];
        }

        using var json = JsonDocument.Parse(await context.Client.Http.GetByteArrayAsync($"api/requests?count={Kept}", cancellationToken));
        var ended = json.RootElement.EnumerateArray()
            .GroupBy(r => Suffix(r.GetProperty("id").GetString()!))
            .ToDictionary(g => g.Key, g => g.Select(r => r.GetProperty("reason").ToString()).ToArray());
        var missing = accepted.Where(r => !ended.ContainsKey(Suffix(r.ServerId!))).ToArray();
        var twice = accepted.Where(r => ended.TryGetValue(Suffix(r.ServerId!), out var ends) && ends.Length > 1).ToArray();
        context.Check("every accepted request has an end in the server's books", missing.Length == 0, 0, missing.Length == 0 ? "0" : $"{missing.Length} of {accepted.Length}, first {missing[0].ServerId} ({missing[0].Outcome})");
        context.Check("none has two", twice.Length == 0, 0, twice.Length == 0 ? "0" : $"{twice.Length}, first {twice[0].ServerId}");
    }

    // The request header says req_X, the answer chatcmpl-X.
    internal static string Suffix(string id) => id[(id.LastIndexOfAny(['_', '-']) + 1)..];
}
