using System.Net.Http.Json;
using System.Text.Json;
using Pensieve.Harness.Load;
using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Cli;

/// <summary>Finds out what a server is by asking it: whether it shows its inside, what models and which dialects it has.</summary>
internal static class TargetFinder
{
    /// <summary>Where nothing is tested but the harness itself.</summary>
    public static Target Itself { get; } = new() { Url = new Uri("http://127.0.0.1/"), Kind = "mock", Model = "mock" };

    /// <summary>Asks a server; the failure says what it did not answer.</summary>
    public static async Task<(Target? Target, string? Failure)> FindAsync(
        Uri url, string? key, string? model, string? dialect, int? ownPid, CancellationToken cancellationToken)
    {
        var address = new Uri(url.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");
        using var client = new LlmClient(new Target { Url = address, Kind = "openai", Model = model ?? "", Key = key });
        client.Http.Timeout = TimeSpan.FromSeconds(15);
        var (models, listFailure) = await GetAsync(client, "v1/models", cancellationToken);
        if (models is null && model is null) return (null, $"{address} lists no models ({listFailure}): name one with --model, and give --key if it asks for one.");
        using (models)
        {
            model ??= FirstModel(models!);
            if (model is null) return (null, $"{address} has no model loaded.");
        }

        var (snapshot, _) = await GetAsync(client, "api/snapshot", cancellationToken);
        var isPensieve = snapshot?.RootElement.ValueKind == JsonValueKind.Object && snapshot.RootElement.TryGetProperty("models", out _);
        var (about, _) = isPensieve ? await GetAsync(client, "api/about", cancellationToken) : (null, null);
        var version = about is not null && about.RootElement.TryGetProperty("version", out var said) ? said.ToString() : null;
        snapshot?.Dispose();
        about?.Dispose();

        HashSet<Dialect> dialects = [];
        foreach (var candidate in Enum.GetValues<Dialect>())
        {
            if (await HasAsync(client, candidate, cancellationToken)) dialects.Add(candidate);
        }

        Dialect? asked = dialect switch
        {
            null => null,
            "openai" or "chat" => Dialect.OpenAIChat,
            "completions" => Dialect.OpenAICompletions,
            "anthropic" or "messages" => Dialect.AnthropicMessages,
            "responses" => Dialect.OpenAIResponses,
            _ => (Dialect)(-1),
        };
        if (asked is { } unknown && !Enum.IsDefined(unknown)) return (null, $"--dialect is openai, completions, anthropic or responses, not '{dialect}'.");
        if (asked is { } wanted) dialects.Add(wanted);
        if (dialects.Count == 0) return (null, $"{address} has none of the generation routes /v1/chat/completions, /v1/completions, /v1/messages, /v1/responses.");
        return (new Target
        {
            Url = address,
            Kind = isPensieve ? "pensieve" : dialects.Contains(Dialect.OpenAIChat) || dialects.Contains(Dialect.OpenAICompletions) ? "openai" : "anthropic",
            Model = model,
            Version = version,
            Key = key,
            Dialect = asked ?? dialects.Min(),
            Dialects = dialects,
            OwnPid = ownPid,
        }, null);
    }

    /// <summary>Whether anything answers HTTP at an address.</summary>
    public static async Task<bool> AnswersAsync(Uri url, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(LlmClient.Handler()) { Timeout = TimeSpan.FromSeconds(3) };
        try
        {
            using var response = await http.GetAsync(new Uri(url, "/health/live"), cancellationToken);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    // An empty object: a server that has the route says what is wrong with it, one that has not says 404 or 405.
    private static async Task<bool> HasAsync(LlmClient client, Dialect dialect, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.Http.PostAsJsonAsync(CallWriter.Route(dialect), new { }, cancellationToken);
            return (int)response.StatusCode is not (404 or 405 or 501);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static string? FirstModel(JsonDocument models) =>
        models.RootElement.ValueKind == JsonValueKind.Object && models.RootElement.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array
            ? data.EnumerateArray().Select(m => m.TryGetProperty("id", out var id) ? id.GetString() : null).FirstOrDefault(i => i is not null)
            : null;

    private static async Task<(JsonDocument? Json, string? Failure)> GetAsync(LlmClient client, string route, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.Http.GetAsync(route, cancellationToken);
            return response.IsSuccessStatusCode
                ? (JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken)), null)
                : (null, $"/{route} answers {(int)response.StatusCode}");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return (null, $"/{route}: {e.Message}");
        }
    }
}
