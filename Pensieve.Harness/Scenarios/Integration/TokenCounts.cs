using System.Text.Json;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Integration;

/// <summary>Counted beforehand and counted afterwards are the same; cached tokens are part of the prompt, never on top of it.</summary>
internal sealed class TokenCounts() : ScenarioCase(
    "integration/token-counts", "Token counts", "count_tokens says what usage says, limits are kept to the token, and cached tokens are counted once", (1, 6, 10), smoke: true)
{
    private static readonly string[] s_prompts = ["Hello", "Tell me a story about a fox", "漢字 😀 \"quotes\" and\nlines", "a  b   c"];

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        foreach (var prompt in s_prompts)
        {
            foreach (var dialect in context.Target.Dialects.Order())
            {
                var call = new GenerationCall { Dialect = dialect, Turns = [new ChatTurn("user", prompt)], MaxTokens = 16, Temperature = 0, Stream = false };
                var first = await context.SendAsync(call, cancellationToken);
                var again = await context.SendAsync(call, cancellationToken);
                context.Check($"{dialect} '{prompt}'", first.IsOk && again.IsOk, "ok", $"{first.Outcome} {first.Error}", first.ServerId);
                context.Check($"{dialect} '{prompt}': usage has prompt tokens", first.PromptTokens > 0, "more than 0", first.PromptTokens, first.ServerId);
                context.Check($"{dialect} '{prompt}': output within its limit", first.OutputTokens is >= 0 and <= 16, "0 to 16", first.OutputTokens, first.ServerId);
                context.CheckEqual($"{dialect} '{prompt}': the same prompt again has as many", first.PromptTokens, again.PromptTokens, again.ServerId);
                context.Check($"{dialect} '{prompt}': cached tokens are some of them", (again.CachedTokens ?? 0) <= again.PromptTokens, $"at most {again.PromptTokens}", again.CachedTokens ?? 0, again.ServerId);
                if (dialect != Dialect.AnthropicMessages) continue;
                var body = JsonSerializer.Serialize(new { model = context.Target.Model, messages = new[] { new { role = "user", content = prompt } } });
                var counted = await context.PostAsync("v1/messages/count_tokens", body, cancellationToken);
                if (counted.Status == 404) continue;
                using var json = counted.Json();
                var tokens = json?.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("input_tokens", out var n) ? n.TryGetInt32Safe() : null;
                context.CheckEqual($"'{prompt}': count_tokens = usage", first.PromptTokens, tokens ?? -1, first.ServerId);
            }
        }

        return CaseOutcome.Passed;
    }
}
