using System.Globalization;

namespace Pensieve.Engine.Gguf.Synthesis;

/// <summary>Dimensions of a model of the llama family.</summary>
/// <param name="Layers">Transformer blocks, 1 to 512.</param>
/// <param name="Width">Embedding length: a multiple of 32 and of <paramref name="Heads"/>, up to 65,536.</param>
/// <param name="FeedForward">Width of the gated feed-forward layer: a multiple of 32, up to 262,144.</param>
/// <param name="Heads">Query heads; width ÷ heads is even.</param>
/// <param name="KvHeads">Key-value heads; divides <paramref name="Heads"/>.</param>
/// <param name="Vocabulary">Tokens, 512 to 262,144.</param>
/// <param name="Context">Trained context in tokens, 64 to 1,048,576.</param>
public sealed record SynthShape(int Layers, int Width, int FeedForward, int Heads, int KvHeads, int Vocabulary, int Context)
{
    /// <summary>Width of one head.</summary>
    public int HeadWidth => Width / Heads;

    /// <summary>Weights in all: embedding, blocks, norms, and an output matrix of its own.</summary>
    public long Parameters => checked((2L * Vocabulary * Width) + Width + (Layers * BlockParameters));

    private long BlockParameters =>
        checked((2L * Width * Width) + (2L * Width * KvHeads * HeadWidth) + (3L * Width * FeedForward) + (2L * Width));

    /// <summary>Everything that is out of range, one sentence each; empty = the shape can be written and loaded.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> failures = [];
        Range(failures, "layers", Layers, 1, 512);
        Range(failures, "width", Width, 32, 65_536);
        Range(failures, "ff", FeedForward, 32, 262_144);
        Range(failures, "heads", Heads, 1, 1024);
        Range(failures, "kv-heads", KvHeads, 1, 1024);
        Range(failures, "vocab", Vocabulary, 512, 262_144);
        Range(failures, "ctx", Context, 64, 1_048_576);
        if (failures.Count > 0)
        {
            return failures;
        }

        Require(failures, Width % 32 == 0, $"width {Width} is not a multiple of 32, the block of Q8_0 and Q4_0.");
        Require(failures, FeedForward % 32 == 0, $"ff {FeedForward} is not a multiple of 32, the block of Q8_0 and Q4_0.");
        Require(failures, Width % Heads == 0, $"width {Width} is not a multiple of heads {Heads}.");
        Require(failures, Width / Heads % 2 == 0, $"width ÷ heads = {Width / Heads} is odd; rotary embedding works on pairs.");
        Require(failures, Heads % KvHeads == 0, $"heads {Heads} is not a multiple of kv-heads {KvHeads}.");
        return failures;
    }

    private static void Range(List<string> failures, string name, int value, int min, int max) => Require(
        failures,
        value >= min && value <= max,
        string.Create(CultureInfo.InvariantCulture, $"{name} {value} is outside {min} to {max}."));

    private static void Require(List<string> failures, bool holds, string otherwise)
    {
        if (!holds)
        {
            failures.Add(otherwise);
        }
    }
}
