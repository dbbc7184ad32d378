using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Grammar;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Integration;

/// <summary>One dialect: the grammar of its stream, and the same text, counts and finish reason streamed or not.</summary>
internal sealed class StreamContract(string name, string title, Dialect dialect) : ScenarioCase(
    "integration/" + name, title, "the stream keeps the dialect's grammar and says what the whole answer says", (2, 6, 10), smoke: true)
{
    // Answers that leave little to choose: a story has many right next words, and a near-tie may fall either way.
    private static readonly string[] s_prompts = ["Hello", "Repeat: silver window", "What is 17 + 25?", "Spell galaxy", "Count from 3 to 9"];

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        if (!context.Target.Dialects.Contains(dialect)) return CaseOutcome.Skip($"The target has no /{CallWriter.Route(dialect)}.");
        foreach (var prompt in s_prompts)
        {
            var call = new GenerationCall { Dialect = dialect, Turns = [new ChatTurn("user", prompt)], MaxTokens = 48, Temperature = 0, Seed = 7, KeepText = true, KeepFrames = true };
            var (streamed, whole) = await StreamPair.SendAsync(context, call, cancellationToken);
            context.Check($"'{prompt}' streamed", streamed.IsOk, "ok", $"{streamed.Outcome} {streamed.Error}", streamed.ServerId);
            context.Check($"'{prompt}' whole", whole.IsOk, "ok", $"{whole.Outcome} {whole.Error}", whole.ServerId);
            if (streamed.Frames is { } frames)
            {
                var violations = StreamGrammar.Violations(dialect, frames, usageAsked: true);
                context.Check($"'{prompt}': the stream's grammar", violations.Count == 0, "no violation", string.Join("; ", violations.Distinct().Take(4)), streamed.ServerId);
            }

            if (!streamed.IsOk || !whole.IsOk) continue;
            context.CheckEqual($"'{prompt}': same text", whole.Text, streamed.Text, streamed.ServerId);
            context.CheckEqual($"'{prompt}': same finish reason", whole.Finish, streamed.Finish, streamed.ServerId);
            context.CheckEqual($"'{prompt}': same output tokens", whole.OutputTokens, streamed.OutputTokens, streamed.ServerId);
            context.CheckEqual($"'{prompt}': same prompt tokens", whole.PromptTokens, streamed.PromptTokens, streamed.ServerId);
            context.Check($"'{prompt}': one end", streamed is { Terminals: 1, AfterTerminal: 0 }, "1 terminal frame, none after it", $"{streamed.Terminals}, {streamed.AfterTerminal} after", streamed.ServerId);
        }

        if (dialect is Dialect.OpenAIChat or Dialect.OpenAICompletions)
        {
            var plain = await context.SendAsync(new GenerationCall { Dialect = dialect, Turns = [new ChatTurn("user", s_prompts[0])], MaxTokens = 8, Usage = false, KeepFrames = true }, cancellationToken);
            var violations = plain.Frames is null ? ["no stream came"] : StreamGrammar.Violations(dialect, plain.Frames, usageAsked: false);
            context.Check("without stream_options: no usage frame", violations.Count == 0, "no violation", string.Join("; ", violations.Distinct().Take(4)), plain.ServerId);
        }

        return CaseOutcome.Passed;
    }
}
