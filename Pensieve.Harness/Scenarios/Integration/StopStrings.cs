using Pensieve.Harness.Load.Wire;
using Pensieve.Harness.Scenarios.Support;

namespace Pensieve.Harness.Scenarios.Integration;

/// <summary>A stop string taken out of the middle of a known answer, so that it straddles tokens and frames.</summary>
internal sealed class StopStrings() : ScenarioCase(
    "integration/stop-strings", "Stop strings over frames", "generation ends at a stop string and none of it is sent, however tokens and frames cut it", (2, 10, 20), smoke: true)
{
    // An answer that leaves little to choose: a story has many right next words, and a near-tie may fall either way.
    private const string Prompt = "Repeat: my old red boat sails over the wide green lake to the small harbor";
    private const int Tries = 3;

    public override async Task<CaseOutcome> RunAsync(CaseContext context, CancellationToken cancellationToken)
    {
        var tried = 0;
        foreach (var dialect in context.Target.Dialects.Order())
        {
            // The Responses dialect has no stop strings.
            if (dialect == Dialect.OpenAIResponses) continue;
            var call = new GenerationCall { Dialect = dialect, Turns = [new ChatTurn("user", Prompt)], MaxTokens = 48, Temperature = 0, KeepText = true };
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
                foreach (var stream in (bool[])[true, false])
                {
                    var (reference, stopped) = (text, await context.SendAsync(call with { Stop = [stop], Stream = stream }, cancellationToken));

                    // A near-tie that flipped is another text from its own place on, for the whole answer as well: it is asked for again.
                    for (var tries = 1; stopped.Text != Before(reference, stop) && tries < Tries; tries++)
                    {
                        reference = (await context.SendAsync(call with { Stream = false }, cancellationToken)).Text ?? "";
                        stopped = await context.SendAsync(call with { Stop = [stop], Stream = stream }, cancellationToken);
                    }

                    context.CheckEqual($"{dialect}, {(stream ? "streamed" : "whole")}, stop '{stop}'", Before(reference, stop), stopped.Text, stopped.ServerId);
                    if (reference.Contains(stop, StringComparison.Ordinal))
                        context.CheckEqual($"{dialect}: finish reason", dialect == Dialect.AnthropicMessages ? "stop_sequence" : "stop", stopped.Finish, stopped.ServerId);
                }
            }
        }

        return tried > 0 ? CaseOutcome.Passed : CaseOutcome.Skip("No answer of the target was long enough to take a stop string from.");
    }

    private static string Before(string text, string stop) => text.IndexOf(stop, StringComparison.Ordinal) is >= 0 and var at ? text[..at] : text;
}
