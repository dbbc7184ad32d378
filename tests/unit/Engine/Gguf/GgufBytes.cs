using System.Text;
using Pensieve.Engine.Gguf;

namespace Pensieve.Tests.Unit.Engine.Gguf;

/// <summary>Builds GGUF bytes field by field, so that a test can tell any lie in any place.</summary>
internal sealed class GgufBytes
{
    private readonly List<byte> _bytes = [];

    public GgufBytes(ulong tensors = 0, ulong keys = 0, uint version = 3, string magic = "GGUF")
    {
        _bytes.AddRange(Encoding.Latin1.GetBytes(magic));
        U32(version).U64(tensors).U64(keys);
    }

    public GgufBytes U8(byte value) => Raw([value]);

    public GgufBytes U32(uint value) => Raw(BitConverter.GetBytes(value));

    public GgufBytes U64(ulong value) => Raw(BitConverter.GetBytes(value));

    public GgufBytes Text(string value) => U64((ulong)Encoding.UTF8.GetByteCount(value)).Raw(Encoding.UTF8.GetBytes(value));

    public GgufBytes Key(string key, GgufValueType type) => Text(key).U32((uint)type);

    public GgufBytes Tensor(string name, uint type, ulong offset, params ulong[] dimensions)
    {
        Text(name).U32((uint)dimensions.Length);
        Array.ForEach(dimensions, d => U64(d));
        return U32(type).U64(offset);
    }

    public GgufBytes Raw(byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>Pads to the data section and adds data.</summary>
    public GgufBytes Data(int bytes) => Raw(new byte[((32 - (_bytes.Count % 32)) % 32) + bytes]);

    public GgufOutcome Read() => GgufFile.Read(new MemoryStream([.. _bytes]), "test.gguf");

    public GgufError Error()
    {
        var outcome = Read();
        Assert.Null(outcome.File);
        return outcome.Error!;
    }
}
