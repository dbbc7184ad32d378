namespace Pensieve.Harness.Load;

/// <summary>Counts tokens of text as the target would.</summary>
public interface ITokenCounter
{
    /// <summary>Whether the target's own tokenizer counts; else it is an estimate and must be called one.</summary>
    bool IsExact { get; }

    /// <summary>Where the counts come from: "/tokenize", "count_tokens", "estimate of 4 bytes per token".</summary>
    string Source { get; }

    /// <summary>Tokens of plain text, no template and no special tokens added.</summary>
    Task<int> CountAsync(string text, CancellationToken cancellationToken);
}
