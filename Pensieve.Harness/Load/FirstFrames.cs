using System.Collections.Concurrent;
using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Load;

/// <summary>
/// Finds n₁, the tokens of a first frame that may hold several, by counting its text with the target's tokenizer. That is asked after
/// the load, so that the questions are no load themselves; the lines of such requests are recorded then.
/// </summary>
internal sealed class FirstFrames(ITokenCounter tokens)
{
    private const int MaxTexts = 2048;
    private readonly ConcurrentQueue<GenerationResult> _deferred = new();

    /// <summary>Takes a request whose first frame may hold several tokens; false = it cannot, and its line can be recorded now.</summary>
    public bool Defer(GenerationResult result)
    {
        if (!result.IsOk || result.OutputTokens <= result.FrameMicros.Length || result.FirstFrameText is not { Length: > 1 }) return false;
        _deferred.Enqueue(result);
        return true;
    }

    /// <summary>Counts and hands each request to <paramref name="record"/>. Where only an estimate can be had, n₁ stays 1 = unknown.</summary>
    public async Task ResolveAsync(Action<GenerationResult> record, CancellationToken cancellationToken)
    {
        Dictionary<string, int> known = [];
        while (_deferred.TryDequeue(out var result))
        {
            try
            {
                var text = result.FirstFrameText!;
                if (!known.TryGetValue(text, out var count) && known.Count < MaxTexts)
                {
                    count = await tokens.CountAsync(text, cancellationToken);
                    if (!tokens.IsExact) count = 1;
                    known[text] = count;
                }

                result.FirstTokens = Math.Clamp(count, 1, Math.Max(1, result.OutputTokens - result.FrameMicros.Length + 1));
            }
            catch (OperationCanceledException)
            {
                // Stopped: the line matters more than its n₁.
            }

            record(result);
        }
    }
}
