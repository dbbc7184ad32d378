using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Scenarios.Support;

/// <summary>One call streamed and whole, to be compared.</summary>
public static class StreamPair
{
    private const int Attempts = 3;

    /// <summary>
    /// Sends both, the prompt's cache in the same state. Where the cache puts a sequence changes the last bits of its numbers, which
    /// may flip a near-tie between two tokens; what is damaged by streaming differs every time. So a pair that differs is sent again,
    /// up to three times in all, and the first pair that agrees is returned.
    /// </summary>
    public static async Task<(GenerationResult Streamed, GenerationResult Whole)> SendAsync(CaseContext context, GenerationCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(call);
        await context.WarmAsync(call, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var streamed = await context.SendAsync(call, cancellationToken);
            var whole = await context.SendAsync(call with { Stream = false }, cancellationToken);
            if (attempt == Attempts || !streamed.IsOk || !whole.IsOk || streamed.Text == whole.Text) return (streamed, whole);
        }
    }
}
