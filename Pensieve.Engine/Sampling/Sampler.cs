using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Sampling;

/// <summary>
/// Chooses the next token of one running sequence; pooled and reused, one thread at a time, no allocation per token.
/// <para>
/// Order: logit bias, penalties, temperature, top-k, top-p, min-p, draw. Temperature comes before the filters, as in
/// vLLM and Hugging Face transformers and as clients of the OpenAI API expect: top-p is a share of the distribution that
/// is drawn from. (llama.cpp's default filters first; a high temperature then spreads only over what an untempered
/// top-p left.) Top-k is the same either way; min-p compares with the best token, so its place among the filters after
/// temperature does not matter.
/// </para>
/// <para>
/// Equal logits rank by id, lowest first. NaN counts as negative infinity; tokens at positive infinity share the whole
/// mass; if nothing is above negative infinity, token 0 is chosen.
/// </para>
/// </summary>
public sealed class Sampler
{
    // Dividing logits by less gives infinities, and the result is the greedy one long before.
    private const float GreedyTemperature = 1e-5f;

    // Any number but 0: it sets the random numbers of redraws apart from those of samples.
    private const ulong RedrawStream = 0x9E3779B97F4A7C15;

    private readonly int _vocabularySize;
    private readonly PenaltyHistory _history = new();
    private readonly TopSelection _selection = new();
    private readonly Nucleus _nucleus = new();
    private readonly WeightedDraw _draw;
    private SamplingParameters _parameters = new();
    private ulong _seed;
    private bool _greedy;
    private float _inverseTemperature = 1;
    private int _topK;
    private float[] _topWeights = [];
    private float[] _working = [];
    private TokenScore[] _top = [];
    private int _topCount;
    private Normaliser _normaliser;

    /// <param name="vocabularySize">Logits per call of <see cref="Sample"/>, ≥ 1.</param>
    public Sampler(int vocabularySize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(vocabularySize);
        _vocabularySize = vocabularySize;
        _draw = new WeightedDraw(vocabularySize);
        Reset(_parameters, 0);
    }

    /// <summary>
    /// Ordinal of the next sampled token, from 0. The random number of a token depends on the seed and this alone, so a
    /// generation resumes by setting it.
    /// </summary>
    public ulong Position { get; set; }

    /// <summary>
    /// Best alternatives of the last <see cref="Sample"/> in the model's own distribution, best first, when
    /// <see cref="SamplingParameters.TopLogProbs"/> is set; fewer where the model rules the others out. Valid until the next.
    /// </summary>
    public ReadOnlySpan<TokenScore> Top => _top.AsSpan(0, _topCount);

    /// <summary>Starts a new sequence: forgets the history and returns to position 0. May allocate.</summary>
    /// <param name="parameters">
    /// Ranges are the caller's care. Biases of ids outside the vocabulary have no effect; several of one id add up.
    /// <see cref="SamplingParameters.Seed"/> is not read.
    /// </param>
    /// <param name="seed">Seed of the random stream.</param>
    public void Reset(SamplingParameters parameters, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = parameters;
        _seed = seed;
        Position = 0;
        _topCount = 0;
        _history.Reset(parameters);
        _topK = parameters.TopK > 0 && parameters.TopK < _vocabularySize ? parameters.TopK : 0;
        _greedy = parameters.Temperature < GreedyTemperature || parameters.TopK == 1;
        _inverseTemperature = _greedy ? 1 : 1 / parameters.Temperature;
        if (!_greedy && _topK > 0)
        {
            _selection.Reserve(_topK, _vocabularySize);
            if (_topWeights.Length < _topK) _topWeights = new float[_topK];
        }

        if (parameters.TopLogProbs is not { } top) return;
        top = Math.Min(top, _vocabularySize);
        _selection.Reserve(top, _vocabularySize);
        if (_top.Length < top) _top = new TokenScore[top];
        if (_working.Length == 0) _working = new float[_vocabularySize];
    }

    /// <summary>Adds a token of the sequence, prompt or sampled, to the history that penalties look back on.</summary>
    public void Accept(int token) => Accept([token]);

    /// <summary>Adds tokens of the sequence, oldest first, to the history that penalties look back on.</summary>
    public void Accept(ReadOnlySpan<int> tokens)
    {
        if (!_history.IsActive) return;
        foreach (var token in tokens)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)token, (uint)_vocabularySize, nameof(tokens));
        _history.Add(tokens);
    }

    /// <summary>Chooses a token. It is not accepted into the history by itself.</summary>
    /// <param name="logits">One per token of the vocabulary, in the model's own scale; may be overwritten.</param>
    public SampledToken Sample(Span<float> logits)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(logits.Length, _vocabularySize, nameof(logits));
        var uniform = _greedy ? 0 : Philox.Uniform(_seed, Position);
        Position++;
        if (_parameters.TopLogProbs is not { } top) return new SampledToken(Choose(logits, uniform), float.NaN);

        // Choosing may overwrite what it works on, and log-probabilities are of the logits as they came.
        _normaliser = Normaliser.Of(logits);
        FillTop(logits, Math.Min(top, _vocabularySize), _normaliser);
        return ChooseWithLogProb(logits, uniform);
    }

    /// <summary>
    /// Chooses another token in place of the last <see cref="Sample"/>'s, with a random number of its own. Log-probabilities
    /// and <see cref="Top"/> stay those of the model's own distribution.
    /// </summary>
    /// <param name="logits">Those of the last sample with some at negative infinity; may be overwritten.</param>
    internal SampledToken Redraw(Span<float> logits)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(logits.Length, _vocabularySize, nameof(logits));
        var uniform = _greedy ? 0 : Philox.Uniform(_seed ^ RedrawStream, Position - 1);
        return _parameters.TopLogProbs is null ? new SampledToken(Choose(logits, uniform), float.NaN) : ChooseWithLogProb(logits, uniform);
    }

    private SampledToken ChooseWithLogProb(Span<float> logits, double uniform)
    {
        logits.CopyTo(_working);
        var token = Choose(_working, uniform);
        return new SampledToken(token, _normaliser.LogProb(logits[token]));
    }

    /// <summary>Takes a token that something else chose, with its log-probability as <see cref="Sample"/> would tell it.</summary>
    public SampledToken Force(ReadOnlySpan<float> logits, int token)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(logits.Length, _vocabularySize, nameof(logits));
        Position++;
        if (_parameters.TopLogProbs is not { } top) return new SampledToken(token, float.NaN);
        var normaliser = Normaliser.Of(logits);
        FillTop(logits, Math.Min(top, _vocabularySize), normaliser);
        return new SampledToken(token, normaliser.LogProb(logits[token]));
    }

    private int Choose(Span<float> logits, double uniform)
    {
        foreach (var (token, bias) in _parameters.LogitBias)
            if ((uint)token < (uint)logits.Length) logits[token] += bias;
        if (_history.IsActive) _history.Apply(logits);

        if (_greedy) return LogitKernels.IndexOfMax(logits);
        return _topK > 0 ? DrawFromTop(logits, uniform) : DrawFromAll(logits, uniform);
    }

    private int DrawFromTop(ReadOnlySpan<float> logits, double uniform)
    {
        var best = _selection.Best(logits, _topK);
        if (best.IsEmpty) return 0;
        var weights = _topWeights.AsSpan(0, best.Length);
        var max = RankKey.Score(best[0]);
        var total = 0.0;
        for (var i = 0; i < weights.Length; i++)
        {
            var logit = RankKey.Score(best[i]);

            // Infinity minus infinity is NaN; what equals the best weighs as much.
            weights[i] = logit == max ? 1 : MathF.Exp((logit - max) * _inverseTemperature);
            total += weights[i];
        }

        var kept = 0;
        var mass = 0.0;
        var target = _parameters.TopP < 1 ? _parameters.TopP * total : double.PositiveInfinity;
        while (kept < weights.Length && mass < target)
        {
            if (kept > 0 && weights[kept] < _parameters.MinP) break;
            mass += weights[kept++];
        }

        return RankKey.Token(best[WeightedDraw.Walk(weights[..kept], uniform * mass)]);
    }

    private int DrawFromAll(Span<float> logits, double uniform)
    {
        var max = LogitKernels.Max(logits);
        if (float.IsNegativeInfinity(max)) return 0;
        if (float.IsPositiveInfinity(max)) max = LogitKernels.Saturate(logits);

        var topP = _parameters.TopP;
        var minP = _parameters.MinP;
        if (topP >= 1 && minP <= 0) return _draw.FromLogits(logits, max, _inverseTemperature, uniform);

        var total = LogitKernels.Exp(logits, logits, max, _inverseTemperature);
        var survivors = topP < 1 ? _nucleus.Find(logits, total, topP).And(minP) : Survivors.AtLeast(Math.Min(minP, 1));
        return _draw.FromWeights(logits, survivors, uniform);
    }

    private void FillTop(ReadOnlySpan<float> logits, int count, Normaliser normaliser)
    {
        var best = _selection.Best(logits, count);
        for (_topCount = 0; _topCount < best.Length; _topCount++)
        {
            var logProb = normaliser.LogProb(RankKey.Score(best[_topCount]));
            if (float.IsNegativeInfinity(logProb)) break;
            _top[_topCount] = new TokenScore(RankKey.Token(best[_topCount]), logProb);
        }
    }
}
