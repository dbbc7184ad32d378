using System.Text.Json;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Grammar;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Integration;

/// <summary>Output bound to a JSON schema, where the target offers it.</summary>
internal sealed class StructuredOutput() : ScenarioCase(
    "integration/structured-output", "JSON schema", "output that was promised to follow a schema follows it every time", (4, 12, 30), smoke: true)
{
    private const string Format = """
        {"response_format":{"type":"json_schema","json_schema":{"name":"person","strict":true,"schema":{"type":"object","properties":{
        "name":{"type":"string","maxLength":24},"age":{"type":"integer"},"tall":{"type":"boolean"}},"required":["name","age","tall"],"additionalProperties":false}}}}
        """;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        if (!context.Target.Dialects.Contains(Dialect.OpenAIChat)) return CaseOutcome.Skip("The target has no chat completions, whose response_format is tried.");
        var rounds = context.Count("rounds", 6, 20, 60);
        var judged = 0;
        for (var i = 0; i < rounds; i++)
        {
            var call = new GenerationCall
            {
                Dialect = Dialect.OpenAIChat, Turns = [new ChatTurn("user", $"Describe person {i} as JSON with name, age and tall")], MaxTokens = 160,
                Temperature = i % 2, Seed = context.Seed + i, KeepText = true, Stream = i % 2 == 0, Extra = Format,
            };
            var answer = await context.SendAsync(call, cancellationToken);
            if (i == 0 && answer.Status is 400 or 501) return CaseOutcome.Skip($"The target refuses response_format: {answer.Error}");
            context.Check($"answer {i}", answer.IsOk, "ok", $"{answer.Outcome} {answer.Error}", answer.ServerId);
            if (!answer.IsOk) continue;
            if (answer.Finish == "length")
            {
                context.Note($"Answer {i} was cut at the limit and is honestly incomplete.");
                continue;
            }

            judged++;
            context.Check($"answer {i} follows the schema", Fits(answer.Text ?? ""), "name, age, tall and nothing else", answer.Text, answer.ServerId);
        }

        return judged > 0 ? CaseOutcome.Passed : CaseOutcome.Undecided("Every answer was cut at its limit, so none could be held against the schema.");
    }

    private static bool Fits(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.EnumerateObject().Count() == 3 && root.Text("name") is { Length: <= 24 }
                && root.Member("age").ValueKind == JsonValueKind.Number && root.Member("tall").ValueKind is JsonValueKind.True or JsonValueKind.False;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
