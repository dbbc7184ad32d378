using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Scenarios.Support;

/// <summary>One call streamed and whole, to be compared.</summary>
public static class StreamPair
{
    private const int Attempts = 3;

    /// <summary>
    /// Sends both, the prompt's cache in the same state. Where the cache puts a sequence changes the last bits of its numbers, which
    /// may flip a near-tie between two tokens; what is damaged by streaming equals no whole answer. So both are sent again where
    /// they differ, up to three times in all and then in the other order, since places come round: the first streamed and whole
    /// answer that agree are returned.
    /// </summary>
    public static async Task<(GenerationResult Streamed, GenerationResult Whole)> SendAsync(CaseContext context, GenerationCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(call);
        await context.WarmAsync(call, cancellationToken);
        List<GenerationResult> streamed = [], whole = [];
        for (var attempt = 1; ; attempt++)
        {
            foreach (var stream in (bool[])[attempt == 1, attempt > 1])
            {
                (stream ? streamed : whole).Add(await context.SendAsync(call with { Stream = stream }, cancellationToken));
            }

            if (!streamed[^1].IsOk || !whole[^1].IsOk) return (streamed[^1], whole[^1]);
            foreach (var one in streamed)
            {
                if (whole.Find(w => w.Text == one.Text) is { } same) return (one, same);
            }

            if (attempt == Attempts) return (streamed[^1], whole[^1]);
        }
    }
}
