using System.Text;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Integration;

/// <summary>Host, Origin and content type: what stands before every route of a Pensieve server.</summary>
internal sealed class EdgeChecks() : ScenarioCase(
    "integration/edge", "Host, Origin, content type", "no web page can drive the API", (1, 2, 2), smoke: true)
{
    private static readonly string[] s_hosts = ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example"];
    private static readonly string[] s_origins = ["http://evil.example", "https://localhost.evil.example", "null", "http://127.0.0.1:1"];
    private static readonly string[] s_types = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"];

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        if (!context.Target.IsPensieve) return CaseOutcome.Skip("Other servers make no promise about Host, Origin and content type.");
        var route = CallWriter.Route(context.Target.Dialect);
        var body = DialectNames.SmallBody(context.Target.Dialect, context.Target.Model);
        if (context.Target.IsLocal)
        {
            foreach (var host in s_hosts) await Refused($"Host {host}", r => r.Headers.Host = host, "application/json");
        }

        foreach (var origin in s_origins) await Refused($"Origin {origin}", r => r.Headers.Add("Origin", origin), "application/json");
        foreach (var type in s_types) await Refused($"content type {type}", _ => { }, type);

        var fine = await context.PostAsync(route, body, cancellationToken);
        context.CheckEqual("the same request, proper", 200, fine.Status);
        return CaseOutcome.Passed;

        async Task Refused(string name, Action<HttpRequestMessage> change, string type)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, route) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
            request.Content.Headers.TryAddWithoutValidation("content-type", type);
            change(request);
            using var response = await context.Client.Http.SendAsync(request, cancellationToken);
            context.Check(name + " is refused", (int)response.StatusCode is >= 400 and < 500, "4xx", (int)response.StatusCode);
            context.Check(name + " is allowed no reading across origins", !response.Headers.Contains("Access-Control-Allow-Origin"), "no Access-Control-Allow-Origin", "one");
        }
    }
}
