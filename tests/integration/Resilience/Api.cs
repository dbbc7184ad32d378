using System.Net.Http.Json;
using System.Text.Json;
using Pensieve.Tests.Fakes;

namespace Pensieve.Tests.Integration.Resilience;

/// <summary>Raw calls of the app's HTTP API, as curl would make them.</summary>
internal sealed class Api(Uri address) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    public HttpClient Client => _client;

    /// <summary>Starts a stream; the body of the answer is still to be read.</summary>
    public Task<HttpResponseMessage> StreamAsync(string dialect, int maxTokens, string text = "Tell me a very long story", CancellationToken cancellationToken = default)
    {
        var path = dialect == "anthropic" ? "/v1/messages" : "/v1/chat/completions";
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = JsonContent.Create(new
            {
                model = "tiny", max_tokens = maxTokens, stream = true, temperature = 0, ignore_eos = true,
                messages = new[] { new { role = "user", content = text } },
            }),
        };
        return _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>A whole completion's status.</summary>
    public async Task<System.Net.HttpStatusCode> CompleteAsync()
    {
        using var response = await _client.PostAsJsonAsync("/v1/chat/completions", new { model = "tiny", max_tokens = 4, messages = new[] { new { role = "user", content = "Hi" } } });
        return response.StatusCode;
    }

    /// <summary>The first model of /api/snapshot.</summary>
    public async Task<JsonElement> ModelAsync()
    {
        using var document = JsonDocument.Parse(await _client.GetStringAsync("/api/snapshot"));
        return document.RootElement.GetProperty("models")[0].Clone();
    }

    public async Task<int> WorkerPidAsync() => (await ModelAsync()).GetProperty("workerPid").GetInt32();

    public async Task<int> BusySlotsAsync() => (await ModelAsync()).GetProperty("slots").EnumerateArray().Count(s => s.GetProperty("requestId").ValueKind == JsonValueKind.String);

    /// <summary>Waits until so many slots are busy.</summary>
    public Task BusyAsync(int slots) => Eventually.TrueAsync(async () => await BusySlotsAsync() == slots, TimeSpan.FromSeconds(30), () => $"{slots} busy slots");

    public void Dispose() => _client.Dispose();
}
