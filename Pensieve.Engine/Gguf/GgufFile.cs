using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Pensieve.Engine.Gguf;

/// <summary>Read with a <see cref="File"/>, or an <see cref="Error"/> that says what is wrong and where: exactly one is set.</summary>
public readonly record struct GgufOutcome(GgufFile? File, GgufError? Error);

/// <summary>
/// Metadata and tensor table of a GGUF file (v2 or v3, little-endian), fully checked: no count, length, offset, type or
/// dimension in it was believed before it was held against the file. Weights are never read. Memory stays within some MB
/// whatever the file claims. What llama.cpp v0.5.0 refuses at this level (ggml/src/gguf.cpp) is refused here too.
/// </summary>
/// <param name="Path">Where it was read from.</param>
/// <param name="Version">2 or 3.</param>
/// <param name="Alignment">Alignment of tensor data in bytes, a power of 2.</param>
/// <param name="FileBytes">Size of the file.</param>
/// <param name="Metadata">Its keys and values.</param>
/// <param name="Tensors">Its tensors in file order.</param>
public sealed record GgufFile(
    string Path, int Version, int Alignment, long FileBytes, GgufMetadata Metadata, ImmutableArray<GgufTensor> Tensors)
{
    /// <summary>Number of weights.</summary>
    public long Parameters => Tensors.Sum(t => t.Elements);

    /// <summary>Bytes of weights, padding not counted.</summary>
    public long WeightBytes => Tensors.Sum(t => t.Bytes);

    /// <summary>Reads a file. Never throws for what the file or the file system does; a bad file is an <see cref="GgufError"/>.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static GgufOutcome Read(string path, CancellationToken cancellationToken = default)
    {
        try
        {
            using var stream = Open(path);
            return Read(stream, path, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return new GgufOutcome(null, new GgufError(GgufErrorKind.Unreadable, -1, $"{path} cannot be read: {e.Message}"));
        }
    }

    /// <summary>
    /// Walks over an array of strings, reading the file anew: one string in memory at a time. Stops early where the file
    /// changed since it was read or a string is longer than 1 MiB.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read any more.</exception>
    public IEnumerable<string> ReadStrings(GgufArray array)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentOutOfRangeException.ThrowIfNotEqual((int)array.ElementType, (int)GgufValueType.String);
        return Strings();

        IEnumerable<string> Strings()
        {
            using var stream = Open(Path);
            stream.Seek(array.Offset, SeekOrigin.Begin);
            var length = new byte[sizeof(ulong)];
            for (long i = 0; i < array.Count; i++)
            {
                if (stream.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) < length.Length
                    || BinaryPrimitives.ReadUInt64LittleEndian(length) is var bytes && bytes > 1 << 20)
                {
                    yield break;
                }

                var text = new byte[bytes];
                if (stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) < text.Length)
                {
                    yield break;
                }

                yield return Encoding.UTF8.GetString(text);
            }
        }
    }

    internal static GgufOutcome Read(Stream stream, string path, CancellationToken cancellationToken = default) =>
        new GgufParser(new GgufCursor(stream, stream.Length), path).Parse(cancellationToken);

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 64 * 1024);
}
