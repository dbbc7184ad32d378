using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Integration;

/// <summary>A stop string taken out of the middle of a known answer, so that it straddles tokens and frames.</summary>
internal sealed class StopStrings() : ScenarioCase(
    "integration/stop-strings", "Stop strings over frames", "generation ends at a stop string and none of it is sent, however tokens and frames cut it", (2, 10, 20), smoke: true)
{
    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var tried = 0;
        foreach (var dialect in context.Target.Dialects.Order())
        {
            // The Responses dialect has no stop strings.
            if (dialect == Dialect.OpenAIResponses) continue;
            var call = new GenerationCall { Dialect = dialect, Turns = [new ChatTurn("user", "Tell me a story about a bird")], MaxTokens = 48, Temperature = 0, KeepText = true };
            await context.WarmAsync(call, cancellationToken);
            var whole = await context.SendAsync(call with { Stream = false }, cancellationToken);
            if (whole.Text is not { Length: > 20 } text)
            {
                context.Note($"{dialect}: the answer '{whole.Text}' is too short to take a stop string from.");
                continue;
            }

            foreach (var (at, length) in ((int, int)[])[(text.Length / 3, 3), (text.Length / 2, 6), (text.Length * 2 / 3, 1)])
            {
                // Split no surrogate pair.
                var stop = text.Substring(at, length);
                if (stop.Any(char.IsSurrogate) || string.IsNullOrWhiteSpace(stop)) continue;
                tried++;
                var expected = text[..text.IndexOf(stop, StringComparison.Ordinal)];
                foreach (var stream in (bool[])[true, false])
                {
                    var stopped = await context.SendAsync(call with { Stop = [stop], Stream = stream }, cancellationToken);

                    // A near-tie that flipped is another text from its own place on; the same again says which it was.
                    if (stopped.Text != expected) stopped = await context.SendAsync(call with { Stop = [stop], Stream = stream }, cancellationToken);
                    context.CheckEqual($"{dialect}, {(stream ? "streamed" : "whole")}, stop '{stop}'", expected, stopped.Text, stopped.ServerId);
                    context.CheckEqual($"{dialect}: finish reason", dialect == Dialect.AnthropicMessages ? "stop_sequence" : "stop", stopped.Finish, stopped.ServerId);
                }
            }
        }

        return tried > 0 ? CaseOutcome.Passed : CaseOutcome.Skip("No answer of the target was long enough to take a stop string from.");
    }
}
