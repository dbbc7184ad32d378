using Pensieve.Engine.Gguf;
using Pensieve.Engine.Gguf.Synthesis;

namespace Pensieve.Tests.Unit.Engine.Gguf;

public sealed class ModelShapeTests
{
    [Fact]
    public void From_SynthModel_ReturnsWhatWasAsked()
    {
        var shape = Shape(Synth(new(3, 64, 96, 2, 1, 1000, 256)));

        Assert.Equal(("llama", 3, 64, 1000, 256), (shape.Architecture, shape.Layers, shape.Width, shape.Vocabulary, shape.Context));
        Assert.Equal((2, 32, 32, 96), (shape.Heads, shape.KeyWidth, shape.ValueWidth, shape.FeedForward));
        Assert.Equal([1, 1, 1], shape.KvHeads);
        Assert.Equal(("gpt2", "qwen2", 997, 999), (shape.TokenizerModel, shape.TokenizerPre, shape.BosToken, shape.EosToken));
        Assert.Contains("<|im_start|>", shape.ChatTemplate, StringComparison.Ordinal);
    }

    [Fact]
    public void From_PerLayerHeads_KeepsEach()
    {
        var shape = Shape(Minimal(w => w.Add("x.attention.head_count_kv", (ReadOnlySpan<int>)[4, 0]), heads: 8));

        Assert.Equal([4, 0], shape.KvHeads);
    }

    [Fact]
    public void From_MixtureOfExperts_CountsTheExpertsOneTokenUses()
    {
        var shape = Shape(Minimal(w => w.Add("x.expert_count", 64u).Add("x.expert_used_count", 6u).Add("x.expert_feed_forward_length", 100u)));

        Assert.Equal((64, 6, 600), (shape.Experts, shape.ExpertsUsed, shape.FeedForward));
    }

    [Theory]
    [InlineData("x.block_count", 0, GgufErrorKind.BadValue)]
    [InlineData("x.block_count", uint.MaxValue, GgufErrorKind.BadValue)]
    [InlineData("x.block_count", 513, GgufErrorKind.BadValue)]
    [InlineData("x.expert_count", 2000, GgufErrorKind.BadValue)]
    [InlineData("x.expert_count", 8, GgufErrorKind.Inconsistent)]
    [InlineData("x.expert_used_count", 2, GgufErrorKind.Inconsistent)]
    [InlineData("x.expert_group_count", 2, GgufErrorKind.Inconsistent)]
    [InlineData("x.embedding_length", 48, GgufErrorKind.Inconsistent)]
    [InlineData("x.vocab_size", 9, GgufErrorKind.Inconsistent)]
    [InlineData("x.attention.head_count_kv", 3, GgufErrorKind.Inconsistent)]
    [InlineData("x.attention.key_length", 4_000_000, GgufErrorKind.BadValue)]
    [InlineData("x.attention.key_length", 65_536, null)]
    [InlineData("x.attention.head_count", 1_000_000, GgufErrorKind.Inconsistent)]
    [InlineData("tokenizer.ggml.eos_token_id", 8, GgufErrorKind.BadValue)]
    public void From_BadNumber_IsATypedError(string key, uint value, GgufErrorKind? kind) =>
        Assert.Equal(kind, ModelShape.From(Minimal(w => w.Add(key, value), heads: 8, except: key)).Error?.Kind);

    [Theory]
    [InlineData("x.attention.layer_norm_rms_epsilon", -1f)]
    [InlineData("x.attention.layer_norm_rms_epsilon", float.NaN)]
    [InlineData("x.rope.freq_base", 0f)]
    [InlineData("x.rope.freq_base", 1e-40f)]
    [InlineData("x.rope.scaling.factor", float.PositiveInfinity)]
    public void From_NumberThatKillsOrPoisonsTheEngine_IsBadValue(string key, float value) =>
        Assert.Equal(GgufErrorKind.BadValue, ModelShape.From(Minimal(w => w.Add(key, value))).Error?.Kind);

    [Fact]
    public void From_UnknownRopeScaling_IsBadValue() =>
        Assert.Equal(GgufErrorKind.BadValue, ModelShape.From(Minimal(w => w.Add("x.rope.scaling.type", "magic"))).Error?.Kind);

    [Fact]
    public void From_GroupedExperts_AreAllowed() => Assert.Null(ModelShape.From(Minimal(w => w
        .Add("x.expert_count", 64u).Add("x.expert_used_count", 6u).Add("x.expert_group_count", 8u).Add("x.expert_group_used_count", 4u))).Error);

    [Fact]
    public void From_NoArchitecture_IsMissingKey() =>
        Assert.Equal(GgufErrorKind.MissingKey, ModelShape.From(new GgufBytes().Read().File!).Error!.Kind);

    private static ModelShape Shape(GgufFile file)
    {
        var (shape, error) = ModelShape.From(file);
        Assert.True(shape is not null, error?.ToString());
        return shape;
    }

    private static GgufFile Synth(SynthShape shape)
    {
        var stream = new MemoryStream();
        SynthModel.WriteTo(stream, new(shape), null, CancellationToken.None);
        return GgufFile.Read(stream.Rewound(), "x").File!;
    }

    /// <summary>The least that is a model: 2 layers of width 32 and 8 tokens, of architecture "x".</summary>
    private static GgufFile Minimal(Action<GgufWriter> add, uint heads = 4, string except = "")
    {
        var stream = new MemoryStream();
        var writer = new GgufWriter(stream).Add("general.architecture", "x");
        (string Key, uint Value)[] keys =
        [
            ("x.block_count", 2), ("x.embedding_length", 32), ("x.context_length", 64), ("x.vocab_size", 8), ("x.attention.head_count", heads),
        ];
        foreach (var (key, value) in keys.Where(k => k.Key != except))
        {
            writer.Add(key, value);
        }

        add(writer);
        var bytes = writer.AddTensor("token_embd.weight", GgmlType.F32, 32, 8);
        writer.WriteHeader();
        writer.WriteData(new byte[bytes]);
        return GgufFile.Read(stream.Rewound(), "x").File!;
    }
}
