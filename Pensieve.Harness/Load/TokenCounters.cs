using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Pensieve.Harness.Load;

/// <summary>Finds the best token counter that a target offers.</summary>
public static class TokenCounters
{
    /// <summary>A counter that asks /tokenize, else count_tokens (less its template), else estimates; it finds out at its first use.</summary>
    public static ITokenCounter For(LlmClient client) => new Probing(client);

    private sealed class Probing(LlmClient client) : ITokenCounter
    {
        private readonly ConcurrentDictionary<string, int> _known = new();
        private readonly Lock _lock = new();
        private Task<Func<string, CancellationToken, Task<int?>>>? _way;
        private int _empty;

        public bool IsExact { get; private set; }

        public string Source { get; private set; } = "not asked yet";

        public async Task<int> CountAsync(string text, CancellationToken cancellationToken)
        {
            if (text.Length == 0) return 0;
            if (_known.TryGetValue(text, out var known)) return known;
            Task<Func<string, CancellationToken, Task<int?>>> way;
            lock (_lock)
            {
                // A probe that was cancelled or failed is made again.
                if (_way is null or { IsCompleted: true, IsCompletedSuccessfully: false }) _way = FindAsync(cancellationToken);
                way = _way;
            }

            var count = await (await way)(text, cancellationToken) ?? Estimate(text);

            // Long texts are hardly asked for twice, and short ones are many: both are bounded.
            if (text.Length < 4096 && _known.Count < 4096) _known[text] = count;
            return count;
        }

        private static int Estimate(string text) => Math.Max(1, (Encoding.UTF8.GetByteCount(text) + 3) / 4);

        private async Task<Func<string, CancellationToken, Task<int?>>> FindAsync(CancellationToken cancellationToken)
        {
            if (await TokenizeAsync("a b", cancellationToken) is not null)
            {
                (IsExact, Source) = (true, "/tokenize");
                return TokenizeAsync;
            }

            if (await CountTokensAsync("a", cancellationToken) is { } one && await CountTokensAsync("a a", cancellationToken) is not null)
            {
                // The template's own tokens are those around the one of "a".
                _empty = one - 1;
                (IsExact, Source) = (true, "/v1/messages/count_tokens");
                return async (text, token) => await CountTokensAsync(text, token) - _empty;
            }

            (IsExact, Source) = (false, "estimate of 4 bytes per token");
            return (text, _) => Task.FromResult<int?>(Estimate(text));
        }

        private Task<int?> TokenizeAsync(string text, CancellationToken cancellationToken) =>
            AskAsync("tokenize", new { content = text, prompt = text, model = client.Target.Model }, json =>
                json.TryGetProperty("tokens", out var tokens) && tokens.ValueKind == JsonValueKind.Array ? tokens.GetArrayLength() : null, cancellationToken);

        private Task<int?> CountTokensAsync(string text, CancellationToken cancellationToken) =>
            AskAsync("v1/messages/count_tokens", new { model = client.Target.Model, messages = new[] { new { role = "user", content = text } } }, json =>
                json.TryGetProperty("input_tokens", out var tokens) && tokens.TryGetInt32(out var count) ? count : null, cancellationToken);

        private async Task<int?> AskAsync(string route, object body, Func<JsonElement, int?> read, CancellationToken cancellationToken)
        {
            try
            {
                using var response = await client.Http.PostAsJsonAsync(route, body, cancellationToken);
                if (!response.IsSuccessStatusCode) return null;
                using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
                return json.RootElement.ValueKind == JsonValueKind.Object ? read(json.RootElement) : null;
            }
            catch (Exception e) when (e is HttpRequestException or JsonException or IOException)
            {
                return null;
            }
        }
    }
}
