using System.Text;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Integration;

/// <summary>A caller without a key, or with a wrong one, is refused by a server that asks for keys.</summary>
internal sealed class KeyChecks() : ScenarioCase("integration/keys", "API keys", "no caller without a proper key can drive the API", (1, 1, 1), smoke: true)
{
    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        if (!context.Target.IsPensieve) return CaseOutcome.Skip("Other servers make no promise about keys.");
        var route = CallWriter.Route(context.Target.Dialect);
        var body = DialectNames.SmallBody(context.Target.Dialect, context.Target.Model);
        using var bare = new HttpClient(Load.LlmClient.Handler()) { BaseAddress = context.Target.Url };

        // Only the server knows: a key may be given to the run although sign-in is off or no key was ever made.
        var without = await StatusAsync(_ => { });
        if (without is >= 200 and < 300) return CaseOutcome.Skip("The server asks for no key: it answers without one.");
        context.Check("no key is refused", without is 401 or 403, "401 or 403", without);
        foreach (var (name, value) in ((string, string)[])[("x-api-key", "wrong-key-0123456789"), ("Authorization", "Bearer wrong-key-0123456789")])
        {
            var status = await StatusAsync(r => r.Headers.TryAddWithoutValidation(name, value));
            context.Check($"wrong key in {name} is refused", status is 401 or 403, "401 or 403", status);
        }

        if (context.Target.Key is not null) context.CheckEqual("the same request with the run's key", 200, (await context.PostAsync(route, body, cancellationToken)).Status);
        return CaseOutcome.Passed;

        async Task<int> StatusAsync(Action<HttpRequestMessage> change)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, route) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
            request.Content.Headers.TryAddWithoutValidation("content-type", "application/json");
            change(request);
            using var response = await bare.SendAsync(request, cancellationToken);
            return (int)response.StatusCode;
        }
    }
}
