using System.Runtime.InteropServices;
using Pensieve.Engine.Chat.Reasoning;
using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Scheduling;

/// <summary>
/// Follows a sequence through its thinking: counts its tokens, says when the budget is used up, and which text stop strings
/// are looked for in. From the first word of the answer on there is nothing to do.
/// </summary>
/// <param name="options">Marks and budget.</param>
/// <param name="closing">The closing mark as tokens; empty = there is no budget.</param>
internal sealed class ReasoningTracker(ReasoningOptions options, IReadOnlyList<int> closing)
{
    private readonly ReasoningScanner _scanner = new(options);
    private readonly List<byte> _held = [];
    private int _undecidedTokens;
    private bool _hasThought = options.StartsInside;
    private int _forced = -1;

    /// <summary>Tokens that were thinking or its marks.</summary>
    public int Tokens { get; private set; }

    /// <summary>Thinking is under way.</summary>
    public bool IsThinking => _scanner.State == ReasoningState.Thinking;

    /// <summary>The answer has begun, or what came is not known to be thinking.</summary>
    public bool IsAnswering => _scanner.State == ReasoningState.Answer;

    /// <summary>Tokens whose text is held back until it is known what they belong to.</summary>
    public int HeldTokens { get; private set; }

    /// <summary>The token that the budget demands now; -1 = the model chooses.</summary>
    /// <param name="isInsideCharacter">The text so far ends within a character, which may be finished first.</param>
    public int NextForced(bool isInsideCharacter)
    {
        if (_forced < 0 && IsThinking && !isInsideCharacter && options.Budget is { } budget && closing.Count > 0 && Tokens >= budget - closing.Count) _forced = 0;
        if (_forced < 0) return -1;
        var token = closing[_forced++];
        if (_forced == closing.Count) _forced = -1;
        return token;
    }

    /// <summary>Takes a token's bytes.</summary>
    /// <param name="piece">The bytes.</param>
    /// <param name="text">All text that may go out now, what was held back included.</param>
    /// <param name="exempt">Leading bytes of it that stop strings are not looked for in.</param>
    /// <returns>False = it is held back.</returns>
    public bool Take(ReadOnlySpan<byte> piece, out ReadOnlySpan<byte> text, out int exempt)
    {
        text = piece;
        exempt = 0;
        if (IsAnswering) return true;
        _held.AddRange(piece);
        var answer = 0;
        var rest = piece;
        while (!rest.IsEmpty && !IsAnswering)
        {
            rest = rest[_scanner.Feed(rest)..];
            _hasThought |= IsThinking;
            if (IsAnswering) answer = _scanner.Carried + rest.Length;
        }

        Count(answer > 0 ? 0 : 1);
        if (_scanner.State == ReasoningState.Head)
        {
            HeldTokens++;
            return false;
        }

        text = CollectionsMarshal.AsSpan(_held);
        exempt = text.Length - answer;
        return true;
    }

    /// <summary>What <see cref="Take"/> gave is appended.</summary>
    public void Release()
    {
        _held.Clear();
        HeldTokens = 0;
    }

    /// <summary>What is held back when the output ends.</summary>
    public ReadOnlySpan<byte> Held => CollectionsMarshal.AsSpan(_held);

    // Tokens before the first mark count once it is one.
    private void Count(int token)
    {
        _undecidedTokens += token;
        if (!_hasThought) return;
        Tokens += _undecidedTokens;
        _undecidedTokens = 0;
    }
}
