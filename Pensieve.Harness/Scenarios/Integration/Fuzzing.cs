using System.Text;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Integration;

/// <summary>Bodies damaged by chance, from a seed.</summary>
internal sealed class Fuzzing() : ScenarioCase(
    "integration/fuzzing", "Damaged bodies", "no damaged body makes the server fail: each is answered or refused, and it serves afterwards", (2, 120, 1800), smoke: true)
{
    private static readonly string[] s_tokens = ["null", "true", "1e999", "-1", "\"\"", "[]", "{}", "\"\\u0000\"", "{\"type\":\"text\"}", "[[[[[[[[", "\"\\ud800\"", ",", ":", "}"];

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var count = context.Count("bodies", 600, 10_000, 110_000);
        var random = context.Random();
        var dialects = context.Target.Dialects.Order().ToArray();
        int failures = 0, refused = 0;
        string? first = null;
        for (var i = 0; i < count && !cancellationToken.IsCancellationRequested; i++)
        {
            var dialect = dialects[i % dialects.Length];
            var body = Damage(random, DialectNames.SmallBody(dialect, context.Target.Model, ",\"temperature\":0.5,\"top_p\":0.9,\"stop\":[\"x\"],\"metadata\":{\"user_id\":\"u\"}"));
            var answer = await context.PostAsync(CallWriter.Route(dialect), body, cancellationToken);
            if (answer.Status is >= 400 and < 500) refused++;
            if (answer.Status is not (0 or (>= 500 and not 501 and not 503 and not 529))) continue;
            failures++;
            first ??= $"{answer.Short} to {Convert.ToBase64String(body)}";
        }

        context.Measure("fuzz_refused", "value", refused, "count", count);
        context.Check($"{count} damaged bodies (seed {context.Seed})", failures == 0, "no 5xx, no broken connection", failures == 0 ? "none" : $"{failures}; first {first}");
        context.Check("damage was done", refused > count / 10, "more than a tenth refused", refused);
        var fine = await context.SendAsync(new GenerationCall { Turns = [new ChatTurn("user", "Hello")], MaxTokens = 16 }, cancellationToken);
        context.Check("the next request", fine.IsOk, "ok", $"{fine.Outcome} {fine.Error}", fine.ServerId);
        return CaseOutcome.Passed;
    }

    private static byte[] Damage(Random random, string body)
    {
        var text = body;
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0:
                    text = text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at));
                    break;
                case 1:
                    text = text.Insert(at, s_tokens[random.Next(s_tokens.Length)]);
                    break;
                case 2:
                    // A value for another: from one colon to the next comma.
                    var colon = text.IndexOf(':', at);
                    if (colon > 0) text = text[..(colon + 1)] + s_tokens[random.Next(s_tokens.Length)] + (text.IndexOf(',', colon) is > 0 and var comma ? text[comma..] : "}");
                    break;
                default:
                    text = text[..at];
                    break;
            }

            if (text.Length == 0) text = "{";
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        if (random.Next(3) == 0) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }
}
