using System.Globalization;

namespace Pensieve.Harness.Scenarios.Oracles;

/// <summary>Words and nonces of prompts.</summary>
public static class Words
{
    private static readonly string[] s_nouns =
        ["river", "stone", "lamp", "garden", "window", "silver", "copper", "forest", "bridge", "candle", "harbor", "mountain", "basket", "winter", "summer", "orange", "yellow", "table", "clock", "letter"];

    /// <summary>A word.</summary>
    public static string Noun(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return s_nouns[random.Next(s_nouns.Length)];
    }

    /// <summary>Five digits that no other index of the same case gets.</summary>
    public static string Nonce(Random random, int index)
    {
        ArgumentNullException.ThrowIfNull(random);
        return (10_000 + (index % 900 * 100) + random.Next(100)).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>So many words, beginning with a salt of the seed, so that no cache knows them.</summary>
    public static string Text(Random random, int words, string? salt = null) =>
        string.Join(' ', Enumerable.Range(0, words).Select(_ => Noun(random)).Prepend(salt).OfType<string>());
}
