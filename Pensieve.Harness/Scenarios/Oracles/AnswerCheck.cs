namespace Pensieve.Harness.Scenarios.Oracles;

/// <summary>Compares an answer with the one that its prompt gets alone, and says what kind of damage a difference is.</summary>
public static class AnswerCheck
{
    /// <summary>Characters of another answer that cannot have come by chance.</summary>
    public const int AlienPiece = 24;

    /// <summary>What became of an answer.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="own">What its prompt is answered with alone.</param>
    /// <param name="prompt">Its prompt: what is in there belongs to it.</param>
    /// <param name="others">Nonces and answers of the other prompts.</param>
    /// <param name="natural">
    /// Characters of <paramref name="own"/> up to where the model ends of itself, if it was made to go on: after that it wavers between
    /// tokens, so another text is no damage unless it holds another prompt's nonce. Null = all of it is natural.
    /// </param>
    public static AnswerKind Of(string text, string own, string prompt, IEnumerable<(string Nonce, string Answer)> others, int? natural = null)
    {
        if (text == own) return AnswerKind.Exact;
        var from = CommonPrefix(text, own);
        var alien = text[from..];
        var beyond = from >= natural;
        foreach (var (nonce, answer) in others)
        {
            if (alien.Contains(nonce, StringComparison.Ordinal) && !own.Contains(nonce, StringComparison.Ordinal) && !prompt.Contains(nonce, StringComparison.Ordinal)) return AnswerKind.CrossTalk;
            if (!beyond && HoldsPieceOf(alien, answer, own)) return AnswerKind.CrossTalk;
        }

        if (beyond) return AnswerKind.Beyond;

        if (from == text.Length) return AnswerKind.Cut;
        var end = CommonSuffix(text, own, Math.Min(text.Length, own.Length) - from);
        if (text.Length < own.Length && from + end >= text.Length && end > 0) return AnswerKind.Lost;
        return text.Length > own.Length && from + end >= own.Length ? AnswerKind.Duplicated : AnswerKind.Diverged;
    }

    private static bool HoldsPieceOf(string alien, string answer, string own)
    {
        if (alien.Length < AlienPiece) return false;
        for (var at = 0; at + AlienPiece <= alien.Length; at += AlienPiece / 2)
        {
            var piece = alien.Substring(at, AlienPiece);
            if (answer.Contains(piece, StringComparison.Ordinal) && !own.Contains(piece, StringComparison.Ordinal)) return true;
        }

        return false;
    }

    /// <summary>Characters that two texts begin with alike.</summary>
    public static int CommonPrefix(string a, string b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var length = 0;
        while (length < a.Length && length < b.Length && a[length] == b[length]) length++;
        return length;
    }

    private static int CommonSuffix(string a, string b, int most)
    {
        var length = 0;
        while (length < most && a[^(length + 1)] == b[^(length + 1)]) length++;
        return length;
    }
}
