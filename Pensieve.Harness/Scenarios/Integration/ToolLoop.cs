using System.Text.Json;
using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Grammar;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Integration;

/// <summary>
/// The whole way of a tool in each dialect: offered, called because it must be, its result sent back, an answer. Every step is a
/// plain HTTP body, so that no SDK mends what is wrong. What the answer says of the result is the model's matter and only reported.
/// </summary>
internal sealed class ToolLoop() : ScenarioCase(
    "integration/tool-loop", "Tool loops", "in each dialect, streamed or not, a call that was demanded comes, its result is taken, and an answer follows", (6, 12, 20), smoke: true)
{
    private const string Question = "What is the weather in Paris?";
    private const string Weather = "22 °C and sunny";
    private static readonly ToolCall s_given = new("call_0a1b2c3d", ToolWire.Name, """{"city":"Paris"}""");

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var (loops, made, used) = (0, 0, 0);
        foreach (var dialect in context.Target.Dialects.Where(ToolWire.HasTools).Order())
        {
            foreach (var stream in new[] { true, false })
            {
                var name = $"{dialect} {(stream ? "streamed" : "whole")}";
                var (calls, refusal) = await AskAsync(context, dialect, stream, name, cancellationToken);
                if (refusal is not null)
                {
                    context.Note($"{name}: tools are refused: {refusal}");
                    continue;
                }

                // A server that cannot make its model call is still to take the results of calls that were made elsewhere.
                made += calls.Count;
                if (calls.Count == 0) context.Note($"{name}: no whole call came; the way back is tried with a call of the harness's own.", context.Target.IsPensieve ? "warning" : "info");
                loops++;
                if (await ReturnAsync(context, dialect, stream, name, calls.Count > 0 ? calls : [s_given], cancellationToken)) used++;
            }
        }

        if (loops == 0) return CaseOutcome.Skip("The target takes no tools, or has no dialect with tools.");
        context.Measure("tool_loops", "value", loops, "count");
        context.Measure("tool_calls_made", "value", made, "count", loops);
        context.Measure("answers_with_the_result", "value", used, "count", loops);
        return CaseOutcome.Passed;
    }

    private static async Task<(IReadOnlyList<ToolCall> Calls, string? Refusal)> AskAsync(
        CaseContext context, Dialect dialect, bool stream, string name, CancellationToken cancellationToken)
    {
        var call = new GenerationCall
        {
            Dialect = dialect, Turns = [new ChatTurn("user", Question)], MaxTokens = 200, Stream = stream, KeepText = true, KeepFrames = true, Extra = ToolWire.Offer(dialect, isForced: true),
        };
        IReadOnlyList<ToolCall> calls;
        string? finish, id;
        if (stream)
        {
            var answer = await context.SendAsync(call, cancellationToken);
            if (answer.Status is 400 or 501) return ([], answer.Error);
            if (!context.Check($"{name}: a call is asked for", answer.IsOk && answer.Frames is not null, "ok", $"{answer.Outcome} {answer.Error}", answer.ServerId)) return ([], null);
            var violations = StreamGrammar.Violations(dialect, answer.Frames!, usageAsked: true);
            context.Check($"{name}: the stream's grammar", violations.Count == 0, "no violation", string.Join("; ", violations.Distinct().Take(4)), answer.ServerId);
            if (violations.Count > 0) return ([], null);
            (calls, finish, id) = (ToolWire.Calls(dialect, answer.Frames!), answer.Finish, answer.ServerId);
        }
        else
        {
            var answer = await context.PostAsync(CallWriter.Route(dialect), CallWriter.Body(call, dialect, context.Target.Model).ToArray(), cancellationToken);
            if (answer.Status is 400 or 501) return ([], answer.Short);
            using var json = answer.Json();
            if (!context.Check($"{name}: a call is asked for", answer.Status == 200 && json is not null, "200 and JSON", answer.Short)) return ([], null);
            (calls, finish, id) = (ToolWire.Calls(dialect, json!.RootElement), ToolWire.Finish(dialect, json.RootElement), null);
        }

        if (ToolWire.IsCut(finish))
        {
            context.Note($"{name}: the call was cut at its limit.");
            return ([], null);
        }

        // That a demanded call comes is this server's promise; another's may rest on its model's mood.
        if (context.Target.IsPensieve) context.Check($"{name}: the demanded call comes", calls.Count > 0, "at least one", $"none, ended with {finish}", id);
        foreach (var made in calls)
        {
            context.CheckEqual($"{name}: tool", ToolWire.Name, made.Name, id);
            context.Check($"{name}: the call has an id", made.Id.Length > 0, "an id", "none", id);
            context.Check($"{name}: arguments fit the schema", ToolWire.Fits(made.Arguments), """{"city":"…"}""", made.Arguments, id);
        }

        context.Check($"{name}: ids differ", calls.Select(c => c.Id).Distinct().Count() == calls.Count, "one each", string.Join(", ", calls.Select(c => c.Id)), id);
        if (calls.Count > 0) context.Check($"{name}: finish reason of a call", finish is "tool_calls" or "tool_use" or "completed", "tool_calls, tool_use or completed", finish, id);
        return ([.. calls.Where(c => c.Id.Length > 0 && ToolWire.Fits(c.Arguments))], null);
    }

    private static async Task<bool> ReturnAsync(CaseContext context, Dialect dialect, bool stream, string name, IReadOnlyList<ToolCall> calls, CancellationToken cancellationToken)
    {
        var call = new GenerationCall
        {
            Dialect = dialect, MaxTokens = 64, Stream = stream, KeepText = true, KeepFrames = true, Extra = ToolWire.Continue(dialect, Question, calls, _ => Weather),
        };
        var answer = await context.SendAsync(call, cancellationToken);
        context.Check($"{name}: the result is taken", answer.IsOk, "ok", $"{answer.Outcome} {answer.Error}", answer.ServerId);
        if (!answer.IsOk) return false;
        if (answer.Frames is { } frames)
        {
            var violations = StreamGrammar.Violations(dialect, frames, usageAsked: true);
            context.Check($"{name}: grammar of the answer's stream", violations.Count == 0, "no violation", string.Join("; ", violations.Distinct().Take(4)), answer.ServerId);
        }

        context.Check($"{name}: an answer follows", answer is { Text.Length: > 0, Finish: not null }, "text or a further call, and its end", $"'{answer.Text}', {answer.Finish}", answer.ServerId);
        return answer.Text?.Contains("22", StringComparison.Ordinal) == true;
    }
}
