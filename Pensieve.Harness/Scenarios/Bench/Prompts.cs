using System.Globalization;
using Pensieve.Harness.Load.Prompts;

namespace Pensieve.Harness.Scenarios.Bench;

/// <summary>Prompts of a wanted number of tokens that no cache knows.</summary>
internal static class Prompts
{
    /// <summary>Text of so many tokens as the target counts them, or as near as its counter allows; it begins with a salt.</summary>
    public static async Task<string> OfTokensAsync(CaseContext context, int tokens, string salt, int seed, CancellationToken cancellationToken)
    {
        var left = tokens - await context.Tokens.CountAsync(salt + " ", cancellationToken);
        return left <= 0 ? salt : $"{salt} {(await PromptText.ExactAsync(context.Tokens, seed, left, cancellationToken)).Text}";
    }

    /// <summary>A salt of this run and a number: another run of the same seed must not meet its own prompts in the cache.</summary>
    public static string Salt(CaseContext context, int number) => string.Create(CultureInfo.InvariantCulture, $"{context.Clock.StartedAt.ToUnixTimeMilliseconds() % 1_000_000}-{number}");
}
