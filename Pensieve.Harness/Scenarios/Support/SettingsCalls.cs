using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Pensieve.Harness.Scenarios.Support;

/// <summary>An answer of a Pensieve target's /api/settings.</summary>
/// <param name="Status">HTTP status; 0 = none came.</param>
/// <param name="Tag">The ETag, which is the version in quotes; null = there was none.</param>
/// <param name="Values">Values in force, as JSON text by name; empty where the answer is none of settings.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Short">For a check's "found".</param>
public sealed record SettingsAnswer(int Status, string? Tag, IReadOnlyDictionary<string, string> Values, double Seconds, string Short)
{
    /// <summary>The version in force; null = not said.</summary>
    public long? Version => long.TryParse(Tag?.Trim('"'), out var version) ? version : null;

    internal static SettingsAnswer Of(Exchange exchange)
    {
        Dictionary<string, string> values = [];
        using var json = exchange.Status == 200 ? exchange.Json() : null;
        if (json?.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("settings", out var settings) && settings.ValueKind == JsonValueKind.Array)
        {
            foreach (var setting in settings.EnumerateArray()) values[setting.GetProperty("name").GetString()!] = setting.GetProperty("value").GetRawText();
        }

        return new SettingsAnswer(exchange.Status, exchange.Headers.GetValueOrDefault("ETag"), values, exchange.Seconds, exchange.Short);
    }
}

/// <summary>Calls of a Pensieve target's /api/settings.</summary>
public static class SettingsCalls
{
    private const string Route = "api/settings";

    /// <summary>The settings in force.</summary>
    public static async Task<SettingsAnswer> SettingsAsync(this CaseContext context, CancellationToken cancellationToken) => SettingsAnswer.Of(await context.GetAsync(Route, cancellationToken));

    /// <summary>Changes those that the JSON object names, if the settings still are at <paramref name="tag"/>.</summary>
    public static Task<SettingsAnswer> ChangeSettingsAsync(this CaseContext context, string json, string? tag, CancellationToken cancellationToken) =>
        SendAsync(context, HttpMethod.Patch, Route, json, tag, cancellationToken);

    /// <summary>Brings a version back; 0 = the configuration's values.</summary>
    public static Task<SettingsAnswer> RollBackSettingsAsync(this CaseContext context, long version, string? tag, CancellationToken cancellationToken) =>
        SendAsync(context, HttpMethod.Post, Route + "/rollback", $$"""{"version":{{version}}}""", tag, cancellationToken);

    private static async Task<SettingsAnswer> SendAsync(CaseContext context, HttpMethod method, string route, string json, string? tag, CancellationToken cancellationToken)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(method, route) { Content = content };
        if (tag is not null) request.Headers.TryAddWithoutValidation("If-Match", tag);
        return SettingsAnswer.Of(await context.SendAsync(request, cancellationToken));
    }
}
