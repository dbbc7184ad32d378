using Pensieve.Harness.Load.Wire;

namespace Pensieve.Harness.Load.Prompts;

/// <summary>
/// Prompts of exact token length, made before a load so that counting is no part of it. A set may share prefixes: its prompts fall
/// into groups, and all of a group begin with the same text, of so many tokens.
/// </summary>
public sealed class PromptSet : IWorkload
{
    private readonly string[] _texts;
    private readonly GenerationCall _template;

    private PromptSet(string[] texts, int tokens, int shared, bool exact, GenerationCall template)
    {
        (_texts, Tokens, SharedTokens, IsExact, _template) = (texts, tokens, shared, exact, template);
    }

    /// <summary>Tokens of each text; without an exact counter an estimate.</summary>
    public int Tokens { get; }

    /// <summary>Tokens that the prompts of a group share at their begin.</summary>
    public int SharedTokens { get; }

    /// <summary>Whether the target's own tokenizer counted.</summary>
    public bool IsExact { get; }

    /// <summary>How many different prompts there are; the load goes round them.</summary>
    public int Count => _texts.Length;

    /// <summary>A prompt's text.</summary>
    public string this[int index] => _texts[index % _texts.Length];

    /// <inheritdoc/>
    public GenerationCall Call(int index) => _template with { Turns = [new ChatTurn("user", this[index])] };

    /// <summary>Makes a set.</summary>
    /// <param name="counter">Counts.</param>
    /// <param name="template">The calls, but for their turns.</param>
    /// <param name="seed">Same seed, same texts.</param>
    /// <param name="count">Different prompts.</param>
    /// <param name="tokens">Tokens of each.</param>
    /// <param name="sharedShare">Share of them that a group has in common: 0 = none, 0.9 = nine tenths.</param>
    /// <param name="groups">Groups.</param>
    /// <param name="salt">Put before everything else, so that no cache of an earlier run helps; null = none.</param>
    /// <param name="cancellationToken">Ends the counting.</param>
    public static async Task<PromptSet> MakeAsync(
        ITokenCounter counter, GenerationCall template, int seed, int count, int tokens, double sharedShare, int groups, string? salt, CancellationToken cancellationToken)
    {
        var shared = (int)Math.Round(tokens * sharedShare);
        var prefixes = new string[Math.Max(1, groups)];
        for (var g = 0; g < prefixes.Length; g++)
        {
            prefixes[g] = shared == 0 ? "" : (await PromptText.ExactAsync(counter, Workload.HashCode(seed, -1 - g), shared, cancellationToken)).Text + " ";
        }

        var texts = new string[count];
        for (var i = 0; i < count; i++)
        {
            var before = (salt is null ? "" : salt + " ") + prefixes[i % prefixes.Length];
            texts[i] = await FillAsync(counter, before, Workload.HashCode(seed, i), tokens, cancellationToken);
        }

        return new PromptSet(texts, tokens, shared, counter.IsExact, template);
    }

    // Tokens do not add up over a joint: what matters is the count of the whole, which two or three corrections reach.
    private static async Task<string> FillAsync(ITokenCounter counter, string before, int seed, int tokens, CancellationToken cancellationToken)
    {
        var wanted = tokens - (before.Length == 0 ? 0 : await counter.CountAsync(before, cancellationToken));
        var text = before;
        for (var round = 0; round < 4 && wanted > 0; round++)
        {
            text = before + (await PromptText.ExactAsync(counter, seed, wanted, cancellationToken)).Text;
            var off = tokens - await counter.CountAsync(text, cancellationToken);
            if (off == 0) break;
            wanted += off;
        }

        return text;
    }
}
