using Pensieve.Engine.Gguf;

namespace Pensieve.Tests.Unit.Engine.Gguf;

public sealed class GgufRoundTripTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Read_WhatTheWriterWrote_ReturnsIt(int seed)
    {
        for (var round = 0; round < 100; round++)
        {
            var random = new Random((seed * 1000) + round);
            var alignment = 1 << random.Next(3, 9);
            var stream = new MemoryStream();
            var writer = new GgufWriter(stream, alignment).Add("general.alignment", (uint)alignment);
            var strings = new Dictionary<string, string>();
            var numbers = new Dictionary<string, uint>();
            for (var i = random.Next(20); i > 0; i--)
            {
                strings[$"s.{i}"] = new string((char)random.Next(32, 0xD7FF), random.Next(200));
                numbers[$"n.{i}"] = (uint)random.NextInt64(uint.MaxValue);
                writer.Add($"s.{i}", strings[$"s.{i}"]).Add($"n.{i}", numbers[$"n.{i}"]);
            }

            var types = GgmlTypeInfo.All.ToArray();
            var tensors = new List<(string Name, long[] Dimensions, GgmlType Type, byte[] Data)>();
            for (var i = random.Next(12); i > 0; i--)
            {
                var info = types[random.Next(types.Length)];
                long[] dimensions = [info.BlockElements * random.NextInt64(1, 4), .. Enumerable.Range(0, random.Next(4)).Select(_ => random.NextInt64(1, 4))];
                var data = new byte[writer.AddTensor($"t{i}", info.Type, dimensions)];
                random.NextBytes(data);
                tensors.Add(($"t{i}", dimensions, info.Type, data));
            }

            writer.WriteHeader();
            tensors.ForEach(t => writer.WriteData(t.Data));
            writer.Complete();
            Assert.Equal(writer.TotalBytes, stream.Length);

            var (file, error) = GgufFile.Read(stream.Rewound(), "x");

            Assert.True(error is null, $"seed {seed}, round {round}: {error}");
            Assert.All(strings, s => Assert.True(file!.Metadata.TryGetString(s.Key, out var text) && text == s.Value));
            Assert.All(numbers, n => Assert.True(file!.Metadata.TryGetInteger(n.Key, out var number) && number == n.Value));
            Assert.Equal(tensors.Select(t => t.Name), file!.Tensors.Select(t => t.Name));
            Assert.All(tensors.Zip(file.Tensors), pair =>
            {
                Assert.Equal(pair.First.Dimensions, pair.Second.Dimensions);
                Assert.Equal(pair.First.Data, stream.ToArray()[(int)pair.Second.Offset..(int)(pair.Second.Offset + pair.Second.Bytes)]);
            });
        }
    }

    [Fact]
    public void WriteData_MoreThanDeclared_Throws()
    {
        var writer = new GgufWriter(new MemoryStream());
        writer.AddTensor("a", GgmlType.F32, 8);
        writer.WriteHeader();

        Assert.Throws<InvalidOperationException>(() => writer.WriteData(new byte[33]));
        Assert.Throws<InvalidOperationException>(writer.Complete);
        Assert.Throws<InvalidOperationException>(() => writer.Add("late", 1u));
    }
}

internal static class StreamExtensions
{
    public static MemoryStream Rewound(this MemoryStream stream)
    {
        stream.Position = 0;
        return stream;
    }
}
