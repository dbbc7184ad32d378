using System.Text;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Integration;

/// <summary>Values at and beyond every edge: a refusal as the client's fault, or an answer; never a crash.</summary>
internal sealed class ExtremeValues() : ScenarioCase(
    "integration/extreme-values", "Extreme values", "no value of any field and no size of body brings the server down; what cannot be is refused as the client's fault", (4, 12, 15), smoke: true)
{
    private static readonly string[] s_numbers = ["-1", "0", "1", "1.5", "1e400", "-1e400", "9223372036854775808", "2147483648", "null", "true", "\"8\"", "[]", "{}"];
    private static readonly string[] s_fields = ["max_tokens", "temperature", "top_p", "top_k", "min_p", "seed", "n", "presence_penalty", "frequency_penalty", "stop", "stream", "messages", "model", "top_logprobs", "logit_bias"];

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        foreach (var dialect in context.Target.Dialects.Order())
        {
            var route = CallWriter.Route(dialect);
            var limit = dialect == Dialect.OpenAIResponses ? "max_output_tokens" : "max_tokens";
            foreach (var field in s_fields)
            {
                // A number of choices multiplies the work of the small ones only.
                foreach (var value in s_numbers) await Survives($"{dialect} {field} = {value}", route, Body(dialect, field == "max_tokens" ? limit : field, value, limit));
            }

            var prompt = string.Concat(Enumerable.Repeat("word ", 1 << 18));
            await Refused($"{dialect}: prompt of 1.3 MB", route, DialectNames.SmallBody(dialect, context.Target.Model).Replace("Hi", prompt, StringComparison.Ordinal));
            await Refused($"{dialect}: nesting of 100,000", route, new string('[', 100_000));
            await Refused($"{dialect}: empty body", route, "");
            await Survives($"{dialect}: empty prompt", route, DialectNames.SmallBody(dialect, context.Target.Model).Replace("Hi", "", StringComparison.Ordinal));
            await Survives($"{dialect}: half a surrogate", route, DialectNames.SmallBody(dialect, context.Target.Model).Replace("Hi", "\\ud83d", StringComparison.Ordinal));
            var bytes = Encoding.UTF8.GetBytes(DialectNames.SmallBody(dialect, context.Target.Model));
            bytes[Array.IndexOf(bytes, (byte)'H')] = 0xff;
            var broken = await context.PostAsync(route, bytes, cancellationToken);
            context.Check($"{dialect}: bytes that are no UTF-8", broken.Status is > 0 and < 500, "no 5xx", broken.Short);
            var fine = await context.SendAsync(new GenerationCall { Dialect = dialect, Turns = [new ChatTurn("user", "Hello")], MaxTokens = 16 }, cancellationToken);
            context.Check($"{dialect}: the next request", fine.IsOk, "ok", $"{fine.Outcome} {fine.Error}", fine.ServerId);
        }

        return CaseOutcome.Passed;

        async Task Survives(string name, string route, string body)
        {
            var answer = await context.PostAsync(route, body, cancellationToken);
            context.Check(name, answer.Status is (>= 200 and < 500) or 501, "an answer or a 4xx", answer.Short);
        }

        async Task Refused(string name, string route, string body)
        {
            var answer = await context.PostAsync(route, body, cancellationToken);
            if (context.Target.IsPensieve || body.Length < 1000) context.Check(name, answer.Status is >= 400 and < 500, "4xx", answer.Short);
            else context.Check(name, answer.Status is (> 0 and < 500) or 501, "no 5xx", answer.Short);
        }

        string Body(Dialect dialect, string field, string value, string limit)
        {
            List<(string Name, string Value)> members = [("model", $"\"{context.Target.Model}\"")];
            members.Add(dialect switch
            {
                Dialect.OpenAICompletions => ("prompt", "\"Hi\""),
                Dialect.OpenAIResponses => ("input", "\"Hi\""),
                _ => ("messages", """[{"role":"user","content":"Hi"}]"""),
            });
            members.Add((limit, dialect == Dialect.OpenAIResponses ? "16" : "4"));
            members.RemoveAll(m => m.Name == field);
            members.Add((field, value));
            return "{" + string.Join(',', members.Select(m => $"\"{m.Name}\":{m.Value}")) + "}";
        }
    }
}
