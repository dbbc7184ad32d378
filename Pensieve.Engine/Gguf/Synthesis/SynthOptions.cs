namespace Pensieve.Engine.Gguf.Synthesis;

/// <summary>What a random-weight model is to be.</summary>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Type">Storage of the matrices: F32, F16, Q8_0 or Q4_0. Norms are F32 in every case.</param>
/// <param name="Seed">Same seed, shape and type: the same bytes, on every machine.</param>
/// <param name="Name">general.name in the file.</param>
public sealed record SynthOptions(SynthShape Shape, GgmlType Type = GgmlType.Q8_0, ulong Seed = 1, string Name = "synth")
{
    /// <summary>Its vocabulary has the tokens by which models fill in.</summary>
    public bool FillsIn { get; init; }

    /// <summary>Types it can be written in.</summary>
    public static IReadOnlyList<GgmlType> Types { get; } = [GgmlType.F32, GgmlType.F16, GgmlType.Q8_0, GgmlType.Q4_0];
}

/// <summary>How far the writing is.</summary>
/// <param name="WrittenBytes">Bytes on disk.</param>
/// <param name="TotalBytes">Bytes of the finished file.</param>
public readonly record struct SynthProgress(long WrittenBytes, long TotalBytes);

/// <summary>A finished file.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Parameters">Weights in it.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record SynthResult(string Path, long Bytes, long Parameters, TimeSpan Elapsed);

/// <summary>Written with a <see cref="Result"/>, or a <see cref="Failure"/> that says why not: exactly one is set.</summary>
public readonly record struct SynthOutcome(SynthResult? Result, string? Failure);
