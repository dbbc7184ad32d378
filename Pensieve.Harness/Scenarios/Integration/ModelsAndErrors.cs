using System.Text.Json;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Integration;

/// <summary>The list of models, and what an unknown model, route or method and a body that is none are answered with.</summary>
internal sealed class ModelsAndErrors() : ScenarioCase(
    "integration/models-and-errors", "Models and error envelopes", "every refusal has the right status and the envelope that the dialect's clients read", (1, 2, 2), smoke: true)
{
    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var list = await context.GetAsync("v1/models", cancellationToken);
        context.CheckEqual("GET /v1/models", 200, list.Status);
        using (var json = list.Json())
        {
            var data = json?.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("data", out var d) ? d : default;
            var ids = data.ValueKind == JsonValueKind.Array ? data.EnumerateArray().Select(m => m.TryGetProperty("id", out var id) ? id.GetString() : null).ToArray() : [];
            context.Check("the model under test is listed", ids.Contains(context.Target.Model), context.Target.Model, string.Join(", ", ids));
        }

        foreach (var dialect in context.Target.Dialects.Order())
        {
            var route = CallWriter.Route(dialect);
            await Refused($"{dialect}: body that is no JSON", route, "{\"model\":", dialect);
            await Refused($"{dialect}: body that is an array", route, "[]", dialect);
            await Refused($"{dialect}: body without prompt", route, $$"""{"model":"{{context.Target.Model}}","max_tokens":4}""", dialect);
            var unknown = await context.PostAsync(route, DialectNames.SmallBody(dialect, "no-such-model-7d1f"), cancellationToken);
            if (unknown.Status is >= 200 and < 300) context.Note($"{dialect}: the server answers for whatever model is named.");
            else Envelope($"{dialect}: unknown model", unknown, dialect);
            if (context.Target.IsPensieve) context.CheckEqual($"{dialect}: unknown model is 404", 404, unknown.Status);
        }

        var lost = await context.PostAsync("v1/no-such-route", "{}", cancellationToken);
        context.Check("unknown route is 404", lost.Status == 404, 404, lost.Short);
        return CaseOutcome.Passed;

        async Task Refused(string name, string route, string body, Dialect dialect) => Envelope(name, await context.PostAsync(route, body, cancellationToken), dialect);

        void Envelope(string name, Exchange answer, Dialect dialect)
        {
            context.Check(name + " is refused as a client's fault", answer.Status is >= 400 and < 500, "4xx", answer.Short);
            context.Check(name + " has the dialect's error envelope", DialectNames.IsErrorEnvelope(dialect, answer.Body), "error with message and type", answer.Short);
            if (context.Target.IsPensieve) context.Check(name + " has a request id", answer.Headers.ContainsKey(DialectNames.IdHeader(dialect)), DialectNames.IdHeader(dialect), string.Join(", ", answer.Headers.Keys));
        }
    }
}
