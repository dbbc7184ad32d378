using Pensieve.Engine.Requests;

namespace Pensieve.Tests.Unit.Engine.Sampling;

/// <summary>The sampler's definition, word for word: whole vocabulary, full sorts, double precision.</summary>
internal static class ReferenceSampler
{
    public static double[] Adjusted(float[] logits, SamplingParameters parameters, IReadOnlyList<int> history)
    {
        var adjusted = logits.ToArray();
        foreach (var (token, bias) in parameters.LogitBias) adjusted[token] += bias;
        var window = parameters.PenaltyLastN < 0 ? history : [.. history.TakeLast(parameters.PenaltyLastN)];
        foreach (var group in window.GroupBy(token => token))
        {
            var logit = adjusted[group.Key];
            logit = logit > 0 ? logit / parameters.RepeatPenalty : logit * parameters.RepeatPenalty;
            adjusted[group.Key] = logit - (group.Count() * parameters.FrequencyPenalty + parameters.PresencePenalty);
        }

        return [.. adjusted.Select(x => float.IsNaN(x) ? double.NegativeInfinity : x)];
    }

    public static int Greedy(double[] logits) => Array.IndexOf(logits, logits.Max());

    /// <summary>The tokens that may be drawn, with weights relative to the best one's, in the order the draw walks them.</summary>
    public static (int Token, double Weight)[] Survivors(double[] logits, SamplingParameters parameters)
    {
        var max = logits.Max();
        if (double.IsNegativeInfinity(max)) return [(0, 1)];
        var ranked = logits
            .Select((logit, token) => (Token: token, Weight: logit == max ? 1 : Math.Exp((logit - max) / parameters.Temperature)))
            .OrderByDescending(x => logits[x.Token]).ThenBy(x => x.Token)
            .ToArray();
        var limited = parameters.TopK > 0 && parameters.TopK < logits.Length;
        if (limited) ranked = [.. ranked.Take(parameters.TopK)];
        if (parameters.TopP < 1)
        {
            var target = parameters.TopP * ranked.Sum(x => x.Weight);
            var mass = 0.0;
            var kept = 0;
            while (kept < ranked.Length && (kept == 0 || mass < target)) mass += ranked[kept++].Weight;
            ranked = [.. ranked.Take(kept)];
        }

        var survivors = ranked.Where(x => x.Weight >= parameters.MinP && x.Weight > 0);
        return [.. limited ? survivors : survivors.OrderBy(x => x.Token)];
    }

    /// <summary>The tokens that a draw may give, allowing for the rounding of `tolerance` of the whole mass.</summary>
    public static HashSet<int> Draw((int Token, double Weight)[] survivors, double uniform, double tolerance = 2e-6)
    {
        var total = survivors.Sum(x => x.Weight);
        var allowed = new HashSet<int>();
        var mass = 0.0;
        foreach (var (token, weight) in survivors)
        {
            var from = mass / total - tolerance;
            mass += weight;
            if (uniform >= from && uniform < mass / total + tolerance) allowed.Add(token);
        }

        return allowed;
    }
}
