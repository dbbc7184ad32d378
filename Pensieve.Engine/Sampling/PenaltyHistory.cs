using System.Runtime.InteropServices;
using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Sampling;

/// <summary>
/// Token counts of the last <see cref="SamplingParameters.PenaltyLastN"/> tokens, kept as tokens come and go, and the
/// penalties on those tokens' logits: work in proportion to the window, never to the vocabulary.
/// </summary>
internal sealed class PenaltyHistory
{
    private readonly Dictionary<int, int> _counts = [];
    private int[] _window = [];
    private int _windowSize;
    private int _windowCount;
    private int _oldest;
    private float _repeat = 1;
    private float _frequency;
    private float _presence;

    /// <summary>False where no penalty can change a logit; then nothing is recorded either.</summary>
    public bool IsActive { get; private set; }

    public void Reset(SamplingParameters parameters)
    {
        _repeat = parameters.RepeatPenalty;
        _frequency = parameters.FrequencyPenalty;
        _presence = parameters.PresencePenalty;
        _windowSize = parameters.PenaltyLastN;
        IsActive = _windowSize != 0 && (_repeat != 1 || _frequency != 0 || _presence != 0);
        Forget();
    }

    public void Add(int token)
    {
        if (!IsActive) return;
        if (_windowSize > 0) Slide(token);
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, token, out _)++;
    }

    public void Add(ReadOnlySpan<int> tokens)
    {
        if (!IsActive) return;
        if (_windowSize > 0 && tokens.Length >= _windowSize)
        {
            Forget();
            tokens = tokens[^_windowSize..];
        }

        foreach (var token in tokens) Add(token);
    }

    /// <summary>
    /// Repeat divides a positive logit and multiplies a negative one; then count·frequency and, once, presence come off.
    /// </summary>
    public void Apply(Span<float> logits)
    {
        foreach (var (token, count) in _counts)
        {
            ref var logit = ref logits[token];
            logit = logit > 0 ? logit / _repeat : logit * _repeat;
            logit -= count * _frequency + _presence;
        }
    }

    // The ring grows by doubling up to the window, so that a huge window costs no more than the history it holds.
    private void Slide(int token)
    {
        if (_windowCount < _windowSize)
        {
            if (_windowCount == _window.Length)
                Array.Resize(ref _window, (int)Math.Min(_windowSize, Math.Max(64L, 2L * _window.Length)));
            _window[_windowCount++] = token;
            return;
        }

        var leaving = _window[_oldest];
        _window[_oldest] = token;
        _oldest = _oldest + 1 == _windowSize ? 0 : _oldest + 1;
        ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(_counts, leaving);
        if (--count == 0) _counts.Remove(leaving);
    }

    private void Forget()
    {
        _counts.Clear();
        _windowCount = 0;
        _oldest = 0;
    }
}
