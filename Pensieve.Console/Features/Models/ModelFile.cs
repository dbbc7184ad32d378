using Pensieve.Engine.Gguf;

namespace Pensieve.Console.Features.Models;

/// <summary>A GGUF file of the models folders.</summary>
/// <param name="Path">Where.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="ChangedAt">When it was written last.</param>
/// <param name="Gguf">What is in it; null = it is bad.</param>
/// <param name="Shape">The model's dimensions; null = it is bad, or of an architecture that is not known.</param>
/// <param name="Fault">Why it is bad or not known; null = it is neither.</param>
public sealed record ModelFile(string Path, long Bytes, DateTimeOffset ChangedAt, GgufFile? Gguf, ModelShape? Shape, string? Fault)
{
    /// <summary>Its name with the extension: what pages call it by.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The id that a model loaded from it has.</summary>
    public string Id => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The type that most of its bytes have, as files are called by: "Q4_K"; "" = it is bad.</summary>
    public string Quantization => Gguf?.Tensors.GroupBy(t => t.Type).MaxBy(g => g.Sum(t => t.Bytes))?.Key.ToString() ?? "";
}
