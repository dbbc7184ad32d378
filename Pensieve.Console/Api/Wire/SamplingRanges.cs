namespace Pensieve.Console.Api.Wire;

/// <summary>Sampling's part of the table of ranges: the vendors' fields and this server's extensions.</summary>
internal sealed class SamplingRanges(decimal maxTemperature, bool nullMeansAbsent)
{
    /// <summary>0 = greedy.</summary>
    public FieldRange Temperature { get; } = new("temperature", 0, maxTemperature, false, nullMeansAbsent);

    /// <summary>1 = off.</summary>
    public FieldRange TopP { get; } = new("top_p", 0, 1, false, nullMeansAbsent);

    /// <summary>0 = off.</summary>
    public FieldRange TopK { get; } = new("top_k", 0, int.MaxValue, true, nullMeansAbsent);

    /// <summary>0 = off.</summary>
    public FieldRange MinP { get; } = new("min_p", 0, 1, false, nullMeansAbsent);

    /// <summary>1 = off.</summary>
    public FieldRange RepeatPenalty { get; } = new("repeat_penalty", 0.01m, 10, false, nullMeansAbsent);

    /// <summary>0 = off.</summary>
    public FieldRange FrequencyPenalty { get; } = new("frequency_penalty", -2, 2, false, nullMeansAbsent);

    /// <summary>0 = off.</summary>
    public FieldRange PresencePenalty { get; } = new("presence_penalty", -2, 2, false, nullMeansAbsent);

    /// <summary>Any 64-bit integer.</summary>
    public FieldRange Seed { get; } = new("seed", long.MinValue, long.MaxValue, true, nullMeansAbsent);

    /// <summary>All of them.</summary>
    public IReadOnlyList<FieldRange> All =>
        [Temperature, TopP, TopK, MinP, RepeatPenalty, FrequencyPenalty, PresencePenalty, Seed];
}
