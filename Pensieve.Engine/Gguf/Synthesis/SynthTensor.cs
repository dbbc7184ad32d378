namespace Pensieve.Engine.Gguf.Synthesis;

/// <summary>One tensor to be written.</summary>
/// <param name="Name">llama.cpp's name for it.</param>
/// <param name="Type">Storage.</param>
/// <param name="RowLength">Elements per row; 1-dimensional if <paramref name="Rows"/> is 0.</param>
/// <param name="Rows">Rows, or 0.</param>
/// <param name="Deviation">Standard deviation of its values; 0 = all values are 1, as in an untrained norm.</param>
/// <param name="ZeroRows">Rows at the end that are all zero.</param>
internal sealed record SynthTensor(string Name, GgmlType Type, int RowLength, int Rows, float Deviation, int ZeroRows = 0)
{
    public long Elements => (long)RowLength * Math.Max(1, Rows);

    public long RandomElements => (long)RowLength * (Math.Max(1, Rows) - ZeroRows);

    /// <summary>
    /// The tensors of a shape in file order. Deviations keep every activation near unit variance whatever the shape, so that
    /// logits spread about ±12 and greedy text neither repeats one token nor overflows. The output rows of control tokens are
    /// zero: generation ends where the client says, which is what a benchmark wants.
    /// </summary>
    public static List<SynthTensor> Layout(SynthShape shape, GgmlType type, int controlTokens)
    {
        var (width, ff, kv) = (shape.Width, shape.FeedForward, shape.KvHeads * shape.HeadWidth);
        var unit = 1 / MathF.Sqrt(width);
        List<SynthTensor> tensors = [new("token_embd.weight", type, width, shape.Vocabulary, 1)];
        for (var i = 0; i < shape.Layers; i++)
        {
            var block = $"blk.{i}.";
            tensors.AddRange(
            [
                new(block + "attn_norm.weight", GgmlType.F32, width, 0, 0),

                // Scores spread 2 instead of 1: attention then picks some tokens over others, and context matters.
                new(block + "attn_q.weight", type, width, width, 2 * unit),
                new(block + "attn_k.weight", type, width, kv, unit),
                new(block + "attn_v.weight", type, width, kv, unit),
                new(block + "attn_output.weight", type, width, width, unit),
                new(block + "ffn_norm.weight", GgmlType.F32, width, 0, 0),
                new(block + "ffn_gate.weight", type, width, ff, unit),
                new(block + "ffn_up.weight", type, width, ff, unit),
                new(block + "ffn_down.weight", type, ff, width, 1 / MathF.Sqrt(ff)),
            ]);
        }

        tensors.Add(new("output_norm.weight", GgmlType.F32, width, 0, 0));
        tensors.Add(new("output.weight", type, width, shape.Vocabulary, 3 * unit, controlTokens));
        return tensors;
    }
}
