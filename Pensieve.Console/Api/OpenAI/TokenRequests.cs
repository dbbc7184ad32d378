using Pensieve.Console.Api.Wire;

namespace Pensieve.Console.Api.OpenAI;

/// <summary>Body of POST /tokenize. Unknown fields are ignored.</summary>
internal sealed record TokenizeRequest
{
    public string? Model { get; init; }

    public string? Content { get; init; }

    /// <summary>BOS in front, if the model has one; false as llama-server has it.</summary>
    public bool? AddSpecial { get; init; }

    /// <summary>Spellings of control tokens count as those; true as llama-server has it.</summary>
    public bool? ParseSpecial { get; init; }

    /// <summary>Spellings beside the ids.</summary>
    public bool? WithPieces { get; init; }
}

/// <summary>Body of POST /detokenize.</summary>
internal sealed record DetokenizeRequest
{
    public string? Model { get; init; }

    public NumberField[]? Tokens { get; init; }
}
