using System.Security.Cryptography;
using Pensieve.Engine.Gguf;
using Pensieve.Engine.Gguf.Synthesis;

namespace Pensieve.Tests.Unit.Engine.Gguf.Synthesis;

public sealed class SynthModelTests
{
    private static readonly SynthShape s_small = new(Layers: 1, Width: 64, FeedForward: 96, Heads: 2, KvHeads: 1, Vocabulary: 512, Context: 256);

    [Theory]
    [InlineData(GgmlType.F32)]
    [InlineData(GgmlType.F16)]
    [InlineData(GgmlType.Q8_0)]
    [InlineData(GgmlType.Q4_0)]
    public void WriteTo_SameSeed_GivesSameBytes(GgmlType type)
    {
        Assert.Equal(Digest(new(s_small, type, Seed: 7)), Digest(new(s_small, type, Seed: 7)));
        Assert.NotEqual(Digest(new(s_small, type, Seed: 7)), Digest(new(s_small, type, Seed: 8)));
    }

    [Fact]
    public void WriteTo_Tiny_NeverChangesAcrossReleases()
    {
        Assert.True(SynthSizes.TryGet("tiny", out var tiny));

        // A change of this digest changes every benchmark made with a synth model: make it a decision.
        Assert.Equal("ab80c9f4956b70d8ee48241a1534774671ddb2d542ee79e4ffb8bc8d9793dd80", Digest(new(tiny, GgmlType.Q8_0, Seed: 1, "tiny")));
    }

    [Fact]
    public void Write_Cancelled_LeavesNothing()
    {
        using var folder = new TempFolder();
        using var stop = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(
            () => SynthModel.Write(new(s_small), folder.File("m.gguf"), _ => stop.Cancel(), stop.Token));

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Write_WhilePartIsWritten_FinalNameIsAbsent()
    {
        using var folder = new TempFolder();
        var path = folder.File("sub/m.gguf");
        var seen = new List<SynthProgress>();

        var outcome = SynthModel.Write(new(s_small), path, p => { seen.Add(p); Assert.False(File.Exists(path)); });

        Assert.Null(outcome.Failure);
        Assert.Equal(new FileInfo(path).Length, outcome.Result!.Bytes);
        Assert.Equal(new SynthProgress(outcome.Result.Bytes, outcome.Result.Bytes), seen[^1]);
        Assert.Equal([path], Directory.GetFiles(folder.File("sub")));
    }

    [Fact]
    public void Write_DiskTooSmall_SaysBothSizes()
    {
        using var folder = new TempFolder();
        var huge = new SynthShape(512, 65_536, 262_144, 512, 512, 4096, 256);

        var outcome = SynthModel.Write(new(huge, GgmlType.F32), folder.File("m.gguf"));

        Assert.Null(outcome.Result);
        Assert.Contains("GB free", outcome.Failure, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Write_BadShape_NamesEveryFailure()
    {
        var outcome = SynthModel.Write(new(s_small with { Width = 100, Heads = 3, KvHeads = 2 }), "never.gguf");

        Assert.Contains("width 100 is not a multiple of 32", outcome.Failure, StringComparison.Ordinal);
        Assert.Contains("heads 3 is not a multiple of kv-heads 2", outcome.Failure, StringComparison.Ordinal);
        Assert.False(File.Exists("never.gguf"));
    }

    [Fact]
    public void Fill_AnyChunking_GivesSameValues()
    {
        var whole = new float[1000];
        var parts = new float[1000];
        SynthWeights.Fill(whole, 42, 0, 1);
        SynthWeights.Fill(parts.AsSpan(0, 137), 42, 0, 1);
        SynthWeights.Fill(parts.AsSpan(137), 42, 137, 1);

        Assert.Equal(whole, parts);
    }

    [Fact]
    public void Fill_ManyValues_AreCentredWithTheDeviationAsked()
    {
        var values = new float[200_000];
        SynthWeights.Fill(values, SynthWeights.StreamOf(3, 1), 0, 0.5f);

        Assert.InRange(values.Average(), -0.005, 0.005);
        Assert.InRange(Math.Sqrt(values.Average(v => (double)v * v)), 0.495, 0.505);
    }

    [Theory]
    [InlineData(GgmlType.Q8_0, 0.005)]
    [InlineData(GgmlType.Q4_0, 0.125)]
    public void Encode_Quantised_DecodesNearTheValues(GgmlType type, double tolerance)
    {
        var values = new float[32];
        SynthWeights.Fill(values, 9, 0, 1);
        var bytes = new byte[64];

        var length = SynthWeights.Encode(values, type, bytes);

        Assert.Equal(GgmlTypeInfo.Of(type).BlockBytes, length);
        var peak = values.Max(MathF.Abs);
        var scale = (float)BitConverter.ToHalf(bytes);
        for (var i = 0; i < 32; i++)
        {
            var packed = bytes[2 + (i % 16)];
            var decoded = type == GgmlType.Q8_0 ? scale * (sbyte)bytes[2 + i] : scale * ((i < 16 ? packed & 15 : packed >> 4) - 8);
            Assert.InRange(Math.Abs(decoded - values[i]), 0, tolerance * peak * 1.02);
        }
    }

    [Theory]
    [InlineData("tiny", 622_912)]
    [InlineData("60M", 76_637_696)]
    [InlineData("7B", 6_738_415_616)]
    public void TryGet_NamedSize_HasTheDocumentedParameters(string size, long parameters)
    {
        Assert.True(SynthSizes.TryGet(size, out var shape));
        Assert.Equal(parameters, shape.Parameters);
        Assert.Empty(shape.Validate());
    }

    [Theory]
    [InlineData("250K")]
    [InlineData("5M")]
    [InlineData("350m")]
    [InlineData("1.5B")]
    [InlineData("13B")]
    [InlineData("405B")]
    public void TryGet_Count_GivesAValidShapeWithinATenth(string size)
    {
        Assert.True(SynthSizes.TryGet(size, out var shape));
        Assert.Empty(shape.Validate());
        var unit = char.ToUpperInvariant(size[^1]) switch { 'K' => 1e3, 'M' => 1e6, _ => 1e9 };
        var wanted = double.Parse(size[..^1], System.Globalization.CultureInfo.InvariantCulture) * unit;
        Assert.InRange(shape.Parameters / wanted, 0.9, 1.1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("huge")]
    [InlineData("-1B")]
    [InlineData("9e9B")]
    [InlineData("5K")]
    public void TryGet_Nonsense_IsRefused(string size) => Assert.False(SynthSizes.TryGet(size, out _));

    private static string Digest(SynthOptions options)
    {
        using var stream = new MemoryStream();
        SynthModel.WriteTo(stream, options, null, CancellationToken.None);
        return Convert.ToHexStringLower(SHA256.HashData(stream.ToArray()));
    }
}
