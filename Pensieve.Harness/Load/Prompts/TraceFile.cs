using System.Text.Json;
using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Load.Prompts;

/// <summary>
/// A recorded load as JSON lines: {"timestamp": ms, "input_length": tokens, "output_length": tokens} with made-up text of that length,
/// or with "prompt" or "messages" for the text itself. Lines may come in any order of time.
/// </summary>
public static class TraceFile
{
    private const int MaxLines = 1_000_000;

    /// <summary>One request of a trace.</summary>
    /// <param name="Seconds">When, from the first one on.</param>
    /// <param name="Call">What.</param>
    /// <param name="InputTokens">Tokens that its text must have; 0 = the text is given.</param>
    public sealed record Entry(double Seconds, GenerationCall Call, int InputTokens);

    /// <summary>Reads a trace; the failure names the line.</summary>
    public static (IReadOnlyList<Entry>? Entries, string? Failure) Read(TextReader reader)
    {
        List<Entry> entries = [];
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (entries.Count == MaxLines) return (null, $"line {number}: more than {MaxLines} requests");
            try
            {
                using var json = JsonDocument.Parse(line);
                if (One(json.RootElement) is not { } entry) return (null, $"line {number}: needs input_length, prompt or messages");
                entries.Add(entry);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
            {
                return (null, $"line {number}: {e.Message}");
            }
        }

        if (entries.Count == 0) return (null, "the trace is empty");
        entries.Sort((a, b) => a.Seconds.CompareTo(b.Seconds));
        var first = entries[0].Seconds;
        return ([.. entries.Select(e => e with { Seconds = e.Seconds - first })], null);
    }

    /// <summary>The plan that replays a trace, texts of the lengths that it asks for included.</summary>
    public static async Task<LoadPlan> PlanAsync(IReadOnlyList<Entry> entries, ITokenCounter counter, int seed, CancellationToken cancellationToken)
    {
        var calls = new GenerationCall[entries.Count];
        for (var i = 0; i < calls.Length; i++)
        {
            calls[i] = entries[i].InputTokens == 0 ? entries[i].Call : entries[i].Call with
            {
                Turns = [new ChatTurn("user", (await PromptText.ExactAsync(counter, Workload.HashCode(seed, i), entries[i].InputTokens, cancellationToken)).Text)],
            };
        }

        return new LoadPlan
        {
            Workload = Workload.Cycle(calls), Shape = LoadShape.Trace, TraceSeconds = [.. entries.Select(e => e.Seconds)],
            Stages = [new LoadStage("trace", entries[^1].Seconds + 0.001, 0, 0)],
        };
    }

    private static Entry? One(JsonElement json)
    {
        var seconds = json.TryGetProperty("timestamp", out var at) ? at.GetDouble() / 1000 : 0;
        var call = new GenerationCall { MaxTokens = json.TryGetProperty("output_length", out var output) ? output.GetInt32() : 64 };
        if (json.TryGetProperty("messages", out var messages))
        {
            ChatTurn[] turns = [.. messages.EnumerateArray().Select(m => new ChatTurn(m.GetProperty("role").GetString()!, m.GetProperty("content").GetString()!))];
            return new Entry(seconds, call with { Turns = [.. turns.Where(t => t.Role != "system")], System = turns.FirstOrDefault(t => t.Role == "system")?.Text }, 0);
        }

        if (json.TryGetProperty("prompt", out var prompt)) return new Entry(seconds, call with { Turns = [new ChatTurn("user", prompt.GetString()!)] }, 0);
        return json.TryGetProperty("input_length", out var input) && input.GetInt32() is > 0 and var tokens ? new Entry(seconds, call, tokens) : null;
    }
}
