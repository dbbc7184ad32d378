using System.Text.Json;

namespace Pensieve.Harness.Scenarios.Support;

/// <summary>One exchange that is no load: what came back, whole.</summary>
/// <param name="Status">HTTP status; 0 = no answer.</param>
/// <param name="Body">Its body.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record Exchange(int Status, string Body, IReadOnlyDictionary<string, string> Headers, double Seconds)
{
    /// <summary>The body as JSON; null = it is none. The caller disposes it.</summary>
    public JsonDocument? Json()
    {
        try
        {
            return JsonDocument.Parse(Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>For a check's "found".</summary>
    public string Short => $"{Status} {(Body.Length <= 160 ? Body : Body[..160] + "…")}";
}
