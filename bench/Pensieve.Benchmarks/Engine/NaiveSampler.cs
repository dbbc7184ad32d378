using Pensieve.Engine.Requests;

namespace Pensieve.Benchmarks.Engine;

/// <summary>The plain way: every token in an array, sorted, exponentiated, walked. Its arrays are reused.</summary>
internal sealed class NaiveSampler(SamplingParameters parameters, int vocabulary)
{
    private readonly float[] _keys = new float[vocabulary];
    private readonly int[] _tokens = new int[vocabulary];
    private readonly int[] _counts = new int[vocabulary];
    private readonly Random _random = new(1);

    public void Accept(int token) => _counts[token]++;

    public int Sample(Span<float> logits)
    {
        for (var i = 0; i < logits.Length; i++)
        {
            if (_counts[i] > 0)
            {
                logits[i] = logits[i] > 0 ? logits[i] / parameters.RepeatPenalty : logits[i] * parameters.RepeatPenalty;
                logits[i] -= _counts[i] * parameters.FrequencyPenalty + parameters.PresencePenalty;
            }

            _keys[i] = -logits[i];
            _tokens[i] = i;
        }

        Array.Sort(_keys, _tokens);
        if (parameters.Temperature == 0 && parameters.TopLogProbs is null) return _tokens[0];

        var temperature = parameters.Temperature == 0 ? 1 : parameters.Temperature;
        var kept = parameters.TopK > 0 ? parameters.TopK : _keys.Length;
        var best = _keys[0];
        var total = 0f;
        for (var i = 0; i < kept; i++) total += _keys[i] = MathF.Exp((best - _keys[i]) / temperature);
        if (parameters.Temperature == 0) return _tokens[0];
        var mass = 0f;
        for (var i = 0; i < kept; i++)
        {
            mass += _keys[i];
            if (mass >= parameters.TopP * total || _keys[i] < parameters.MinP) kept = i + 1;
        }

        var target = _random.NextSingle() * mass;
        for (var i = 0; i < kept; i++)
            if ((target -= _keys[i]) < 0) return _tokens[i];
        return _tokens[kept - 1];
    }
}
