using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Grammar;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Integration;

/// <summary>Tools are offered; what is called has the shape that was declared. Whether a model calls is its own matter and only reported.</summary>
internal sealed class ToolCalls() : ScenarioCase(
    "integration/tools", "Tool calls", "each call has a name that was offered and arguments that are an object with the required members, streamed or not", (2, 8, 15), smoke: true)
{
    private static readonly string[] s_prompts = ["What is the weather in Paris?", "Weather in Rome and in Oslo?", "Hello"];

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var called = 0;
        var asked = 0;
        foreach (var dialect in context.Target.Dialects.Where(ToolWire.HasTools).Order())
        {
            foreach (var prompt in s_prompts)
            {
                var call = new GenerationCall { Dialect = dialect, Turns = [new ChatTurn("user", prompt)], MaxTokens = 96, Temperature = 0, KeepText = true, KeepFrames = true, Extra = ToolWire.Offer(dialect) };
                var streamed = await context.SendAsync(call, cancellationToken);
                if (streamed.Status is 400 or 501)
                {
                    context.Note($"{dialect}: tools are refused: {streamed.Error}");
                    break;
                }

                asked++;
                context.Check($"{dialect} '{prompt}'", streamed.IsOk, "ok", $"{streamed.Outcome} {streamed.Error}", streamed.ServerId);
                if (streamed.Frames is not { } frames) continue;
                var violations = StreamGrammar.Violations(dialect, frames, usageAsked: true);
                context.Check($"{dialect} '{prompt}': grammar", violations.Count == 0, "no violation", string.Join("; ", violations.Take(4)), streamed.ServerId);
                var calls = violations.Count > 0 ? [] : ToolWire.Calls(dialect, frames);
                foreach (var (_, name, arguments) in calls)
                {
                    // Cut at the limit, arguments are honestly incomplete.
                    if (ToolWire.IsCut(streamed.Finish)) continue;
                    called++;
                    context.CheckEqual($"{dialect}: tool name", ToolWire.Name, name, streamed.ServerId);
                    context.Check($"{dialect}: arguments fit the schema", ToolWire.Fits(arguments), """{"city":"…"}""", arguments, streamed.ServerId);
                }

                if (calls.Count > 0) context.Check($"{dialect}: finish reason of a call", streamed.Finish is "tool_calls" or "tool_use" or "completed" || ToolWire.IsCut(streamed.Finish), "tool_calls, tool_use or completed", streamed.Finish, streamed.ServerId);
            }
        }

        if (asked == 0) return CaseOutcome.Skip("The target takes no tools, or has no dialect with tools.");
        context.Measure("tool_calls", "value", called, "count", asked);
        if (called == 0) context.Note("The model called no tool, so only the shape of the stream was checked.", "warning");
        return CaseOutcome.Passed;
    }
}
