using System.Buffers.Binary;
using Pensieve.Engine.Gguf;
using Pensieve.Engine.Gguf.Synthesis;

namespace Pensieve.Tests.Unit.Engine.Gguf;

/// <summary>Damaged files: whatever is in them, reading ends in a file or a typed error, in little memory.</summary>
public sealed class GgufMutationTests
{
    private const int MutantsPerSeed = 1500;
    private const long MostBytesPerRead = 4_000_000;

    private static readonly byte[] s_original = Original();

    private static readonly ulong[] s_hostile =
    [
        0, 1, 0x7F, 0xFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x1_0000_0000, 1UL << 40, long.MaxValue, 1UL << 63, ulong.MaxValue - 31, ulong.MaxValue,
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Read_Mutants_EndInAFileOrATypedError(int seed)
    {
        var random = new Random(seed);
        var refused = 0;
        for (var i = 0; i < MutantsPerSeed; i++)
        {
            var mutant = Mutate(random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var (file, error) = GgufFile.Read(new MemoryStream(mutant), "mutant");
            if (file is not null)
            {
                var (shape, shapeError) = ModelShape.From(file);
                Assert.True(shape is null != shapeError is null);
                if (shape is not null)
                {
                    var estimate = MemoryEstimate.For(file, shape, new MemoryOptions { ContextTokens = Math.Clamp(shape.Context, 1, 32_768) });
                    Assert.True(estimate.TotalBytes > 0, $"seed {seed}, mutant {i}");
                }
            }

            Assert.True(file is null != error is null, $"seed {seed}, mutant {i}");
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostBytesPerRead, $"seed {seed}, mutant {i}: {GC.GetAllocatedBytesForCurrentThread() - before} bytes");
            refused += file is null ? 1 : 0;
        }

        // Most flips hit a string or a weight and do no harm; but a reader that refuses nothing would prove nothing.
        Assert.InRange(refused, MutantsPerSeed / 10, MutantsPerSeed - 1);
    }

    [Fact]
    public void Read_CutAtEveryByteOfTheHeader_IsTruncated()
    {
        var header = (int)GgufFile.Read(new MemoryStream(s_original), "x").File!.Tensors[0].Offset;
        for (var length = 0; length < header; length++)
        {
            var error = GgufFile.Read(new MemoryStream(s_original[..length]), "x").Error;
            Assert.True(error is { Kind: GgufErrorKind.Truncated or GgufErrorKind.AbsurdSize }, $"at {length}: {error}");
        }
    }

    private static byte[] Mutate(Random random)
    {
        var bytes = (byte[])s_original.Clone();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            // Two thirds aim at the numbers before the vocabulary and at the tensor table, where the lies that hurt are told.
            var at = random.Next(3) switch { 0 => random.Next(bytes.Length - 8), 1 => random.Next(1500), _ => bytes.Length - 8 - random.Next(bytes.Length - TableStart()) };
            switch (random.Next(4))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), s_hostile[random.Next(s_hostile.Length)]);
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), (uint)s_hostile[random.Next(s_hostile.Length)]);
                    break;
                default:
                    bytes.AsSpan(random.Next(bytes.Length - 64), 32).CopyTo(bytes.AsSpan(Math.Min(at, bytes.Length - 32)));
                    break;
            }
        }

        return random.Next(8) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }

    private static int TableStart() => s_original.AsSpan().IndexOf("token_embd.weight"u8) - 8;

    /// <summary>A whole small model.</summary>
    private static byte[] Original()
    {
        var stream = new MemoryStream();
        SynthModel.WriteTo(stream, new(new SynthShape(2, 32, 32, 2, 1, 512, 256), GgmlType.Q4_0), null, CancellationToken.None);
        return stream.ToArray();
    }
}
