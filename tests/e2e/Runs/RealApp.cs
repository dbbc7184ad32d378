using System.Text.Json;
using Pensieve.Harness.Reports;
using Pensieve.Harness.Reports.Formats;
using Pensieve.Tests.E2E.Support;

namespace Pensieve.Tests.E2E.Runs;

/// <summary>The published app with the model that comes with it, for all tests of a class.</summary>
public sealed class RealApp : IAsyncLifetime
{
    private PublishedApp _app = null!;

    /// <summary>Id of its model.</summary>
    public const string Model = "pensieve-tiny";

    /// <summary>Its address.</summary>
    public string Url => _app.Url;

    /// <summary>What it wrote so far.</summary>
    public string Output => _app.Output;

    /// <summary>A client of its API.</summary>
    public HttpClient Client { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _app = await PublishedApp.StartAsync(PublishedApp.ShippedModel);
        Client.BaseAddress = new Uri(_app.Url);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    /// <summary>A run as the API tells it.</summary>
    public async Task<(JsonElement Run, RunSummary Summary)> RunAsync(string id)
    {
        var document = JsonElement.Parse(await Client.GetStringAsync("api/runs/" + id));
        return (document.GetProperty("run"), SummaryJson.Parse(document.GetProperty("summary").GetRawText())!);
    }

    /// <summary>The ids of the models that it has loaded.</summary>
    public async Task<IReadOnlyList<string?>> ModelsAsync() =>
        [.. JsonElement.Parse(await Client.GetStringAsync("v1/models")).GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString())];
}
