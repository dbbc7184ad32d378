using Pensieve.Engine.Requests;

namespace Pensieve.Console.Api.Wire;

/// <summary>Sampling fields under the names that both dialects and this server's extensions share.</summary>
internal abstract record SamplingFields
{
    public NumberField Temperature { get; init; }

    public NumberField TopP { get; init; }

    public NumberField TopK { get; init; }

    public NumberField MinP { get; init; }

    public NumberField RepeatPenalty { get; init; }

    public NumberField FrequencyPenalty { get; init; }

    public NumberField PresencePenalty { get; init; }

    public NumberField Seed { get; init; }

    public bool? IgnoreEos { get; init; }

    public bool? CachePrompt { get; init; }

    public bool? Stream { get; init; }

    /// <summary>The engine's parameters; what is out of range is recorded in <paramref name="fields"/>.</summary>
    public SamplingParameters Read(FieldReader fields, SamplingRanges ranges) => new()
    {
        Temperature = fields.Real(Temperature, ranges.Temperature) ?? 1f,
        // The engine's nucleus excludes 0: the smallest positive one keeps the best token only.
        TopP = Math.Max(fields.Real(TopP, ranges.TopP) ?? 1f, 1e-6f),
        TopK = (int)(fields.Integer(TopK, ranges.TopK) ?? 0),
        MinP = fields.Real(MinP, ranges.MinP) ?? 0f,
        RepeatPenalty = fields.Real(RepeatPenalty, ranges.RepeatPenalty) ?? 1f,
        FrequencyPenalty = fields.Real(FrequencyPenalty, ranges.FrequencyPenalty) ?? 0f,
        PresencePenalty = fields.Real(PresencePenalty, ranges.PresencePenalty) ?? 0f,
        Seed = fields.Integer(Seed, ranges.Seed) is { } seed ? unchecked((ulong)seed) : null,
    };
}
