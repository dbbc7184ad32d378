using Pensieve.Engine.Gguf;
using Pensieve.Engine.Gguf.Synthesis;

namespace Pensieve.Tests.Unit.Engine.Gguf;

public sealed class GgufFileTests
{
    private const uint F32 = (uint)GgmlType.F32;
    private const uint Q8 = (uint)GgmlType.Q8_0;

    [Fact]
    public void Read_SynthModel_FindsEveryKeyAndTensor()
    {
        using var folder = new TempFolder();
        var shape = new SynthShape(3, 64, 96, 2, 1, 1000, 256);
        SynthModel.Write(new(shape, GgmlType.Q4_0, Name: "abc"), folder.File("m.gguf"));

        var file = GgufFile.Read(folder.File("m.gguf")).File!;

        Assert.Equal((3, 32), (file.Version, file.Alignment));
        Assert.Equal(shape.Parameters, file.Parameters);
        Assert.Equal((3 * 9) + 3, file.Tensors.Length);
        Assert.True(file.Metadata.TryGetString("general.name", out var name));
        Assert.Equal("abc", name);
        Assert.True(file.Metadata.TryGetNumber("llama.rope.freq_base", out var rope));
        Assert.Equal(10_000, rope);
        Assert.True(file.Metadata.TryGetBool("tokenizer.ggml.add_bos_token", out var addBos));
        Assert.False(addBos);
        Assert.True(file.Metadata.TryGetArray("tokenizer.ggml.tokens", out var tokens));
        Assert.Null(tokens.Values);
        Assert.Equal(SynthTokenizer.Create(1000).Tokens, file.ReadStrings(tokens));
        Assert.True(file.Metadata.TryGetArray("tokenizer.ggml.token_type", out var types));
        Assert.Equal(3UL, types.Values![^1]);
        Assert.All(file.Tensors, t => Assert.Equal(0, t.Offset % 32));
        Assert.True(file.Tensors[^1].Offset + file.Tensors[^1].Bytes <= file.FileBytes);
    }

    [Theory]
    [InlineData("GGML", 3, GgufErrorKind.NotGguf)]
    [InlineData("GGUF", 1, GgufErrorKind.UnsupportedVersion)]
    [InlineData("GGUF", 4, GgufErrorKind.UnsupportedVersion)]
    [InlineData("GGUF", 0x03000000, GgufErrorKind.UnsupportedVersion)]
    public void Read_WrongStart_SaysSo(string magic, uint version, GgufErrorKind kind) =>
        Assert.Equal(kind, new GgufBytes(version: version, magic: magic).Error().Kind);

    [Fact]
    public void Read_BigEndian_IsNamedSo() => Assert.Contains("big-endian", new GgufBytes(version: 0x03000000).Error().Message, StringComparison.Ordinal);

    [Fact]
    public void Read_Version2_IsRead() => Assert.Equal(2, new GgufBytes(version: 2).Read().File!.Version);

    [Theory]
    [InlineData(ulong.MaxValue, 0)]
    [InlineData(0, ulong.MaxValue)]
    [InlineData(100_001, 0)]
    public void Read_AbsurdCounts_AreRefusedWithoutAllocating(ulong tensors, ulong keys)
    {
        var bytes = new GgufBytes(tensors, keys);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(GgufErrorKind.AbsurdSize, bytes.Error().Kind);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 400_000);
    }

    [Fact]
    public void Read_KeyLengthBeyondFile_IsTruncatedAtThatByte()
    {
        var error = new GgufBytes(keys: 1).U64(1UL << 60).Error();

        Assert.Equal((GgufErrorKind.Truncated, 24L), (error.Kind, error.Offset));
    }

    [Fact]
    public void Read_ArrayCountBeyondFile_IsTruncated() => Assert.Equal(
        GgufErrorKind.Truncated,
        new GgufBytes(keys: 1).Key("a", GgufValueType.Array).U32((uint)GgufValueType.UInt64).U64(ulong.MaxValue / 4).Error().Kind);

    [Fact]
    public void Read_ArrayOfArrays_IsBadValueType() => Assert.Equal(
        GgufErrorKind.BadValueType,
        new GgufBytes(keys: 1).Key("a", GgufValueType.Array).U32((uint)GgufValueType.Array).U64(1).Data(64).Error().Kind);

    [Fact]
    public void Read_UnknownValueType_IsBadValueType() =>
        Assert.Equal(GgufErrorKind.BadValueType, new GgufBytes(keys: 1).Key("a", (GgufValueType)13).U64(0).Error().Kind);

    [Fact]
    public void Read_BoolOfTwo_IsBadValue() =>
        Assert.Equal(GgufErrorKind.BadValue, new GgufBytes(keys: 1).Key("a", GgufValueType.Bool).U8(2).Error().Kind);

    [Fact]
    public void Read_DuplicateKey_IsDuplicate() => Assert.Equal(
        GgufErrorKind.Duplicate,
        new GgufBytes(keys: 2).Key("a", GgufValueType.UInt32).U32(1).Key("a", GgufValueType.UInt32).U32(2).Error().Kind);

    [Fact]
    public void Read_TokenTwiceInTheVocabulary_IsDuplicate() => Assert.Equal(
        GgufErrorKind.Duplicate,
        new GgufBytes(keys: 1).Key("tokenizer.ggml.tokens", GgufValueType.Array).U32(8).U64(4).Text("a").Text("").Text("").Text("a").Error().Kind);

    [Fact]
    public void Read_KeyNotUtf8_IsBadName() =>
        Assert.Equal(GgufErrorKind.BadName, new GgufBytes(keys: 1).U64(2).Raw([0xC3, 0x28]).U32(4).U32(1).Error().Kind);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(1 << 20)]
    public void Read_BadAlignment_IsBadValue(uint alignment) => Assert.Equal(
        GgufErrorKind.BadValue, new GgufBytes(keys: 1).Key("general.alignment", GgufValueType.UInt32).U32(alignment).Error().Kind);

    [Fact]
    public void Read_LongTensorName_IsBadName() =>
        Assert.Equal(GgufErrorKind.BadName, new GgufBytes(1).Tensor(new string('x', 64), F32, 0, 8).Data(32).Error().Kind);

    [Fact]
    public void Read_DuplicateTensor_IsDuplicate() => Assert.Equal(
        GgufErrorKind.Duplicate, new GgufBytes(2).Tensor("a", F32, 0, 8).Tensor("a", F32, 32, 8).Data(64).Error().Kind);

    [Theory]
    [InlineData(4u)]
    [InlineData(31u)]
    [InlineData(43u)]
    [InlineData(uint.MaxValue)]
    public void Read_TypeThatGgmlLacks_IsUnknown(uint type) =>
        Assert.Equal(GgufErrorKind.UnknownTensorType, new GgufBytes(1).Tensor("a", type, 0, 256).Data(2048).Error().Kind);

    [Fact]
    public void Read_RowNotInBlocks_IsBadShape() =>
        Assert.Equal(GgufErrorKind.BadTensorShape, new GgufBytes(1).Tensor("a", Q8, 0, 48).Data(64).Error().Kind);

    [Fact]
    public void Read_NoDimension_IsBadShape() => Assert.Equal(GgufErrorKind.BadTensorShape, new GgufBytes(1).Tensor("a", F32, 0).Data(64).Error().Kind);

    [Fact]
    public void Read_FiveDimensions_IsBadShape() =>
        Assert.Equal(GgufErrorKind.BadTensorShape, new GgufBytes(1).Tensor("a", F32, 0, 1, 1, 1, 1, 1).Data(64).Error().Kind);

    [Theory]
    [InlineData(1UL << 62, 1UL << 62)]
    [InlineData(1UL << 32, 1UL << 32)]
    [InlineData(1UL << 20, 1UL << 10)]
    public void Read_DimensionsThatOverflowOrExceedTheFile_AreAbsurd(ulong a, ulong b) =>
        Assert.Equal(GgufErrorKind.AbsurdSize, new GgufBytes(1).Tensor("a", F32, 0, a, b).Data(64).Error().Kind);

    [Theory]
    [InlineData(16UL, "alignment")]
    [InlineData(0UL, "overlaps")]
    [InlineData(64UL, "gap")]
    [InlineData(ulong.MaxValue - 31, "gap")]
    public void Read_SecondTensorElsewhere_IsBadOffset(ulong offset, string how)
    {
        var error = new GgufBytes(2).Tensor("a", F32, 0, 8).Tensor("b", F32, offset, 8).Data(128).Error();

        Assert.Equal(GgufErrorKind.BadTensorOffset, error.Kind);
        Assert.Contains(how, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DataCutOneByteShort_IsTruncated()
    {
        Assert.NotNull(new GgufBytes(1).Tensor("a", F32, 0, 8).Data(32).Read().File);
        Assert.Equal(GgufErrorKind.Truncated, new GgufBytes(1).Tensor("a", F32, 0, 8).Data(31).Error().Kind);
    }

    [Fact]
    public void Read_MissingFileAndFolder_AreUnreadable()
    {
        using var folder = new TempFolder();

        Assert.Equal(GgufErrorKind.Unreadable, GgufFile.Read(folder.File("none.gguf")).Error!.Kind);
        Assert.Equal(GgufErrorKind.Unreadable, GgufFile.Read(folder.Path).Error!.Kind);
    }

    [Fact]
    public void GgmlTypeInfo_EveryType_HasWholeBlocks()
    {
        Assert.Equal(35, GgmlTypeInfo.All.Count());
        Assert.All(Enum.GetValues<GgmlType>(), type => Assert.Equal(type, GgmlTypeInfo.Of(type).Type));
        Assert.Equal(4.5, GgmlTypeInfo.Of(GgmlType.Q4_0).BitsPerElement);
        Assert.Equal(6.5625, GgmlTypeInfo.Of(GgmlType.Q6_K).BitsPerElement);
    }
}
