using System.IO.Compression;
using System.Text;

namespace Pensieve.Console.Features.Runs.Keeping;

/// <summary>Some lines of a record, packed.</summary>
public sealed record RunChunk
{
    /// <summary>Number of its first line.</summary>
    public long FirstSeq { get; init; }

    /// <summary>Number of its last line.</summary>
    public long LastSeq { get; init; }

    /// <summary>The lines, each with its line break, in gzip.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>Packs lines.</summary>
    public static RunChunk Pack(IReadOnlyList<RunLine> lines)
    {
        using var buffer = new MemoryStream();
        using (var writer = new StreamWriter(new GZipStream(buffer, CompressionLevel.Fastest), new UTF8Encoding(false)))
        {
            foreach (var line in lines)
            {
                writer.Write(line.Text);
                writer.Write('\n');
            }
        }

        return new RunChunk { FirstSeq = lines[0].Seq, LastSeq = lines[^1].Seq, Body = buffer.ToArray() };
    }

    /// <summary>The text of the lines.</summary>
    public string Unpack()
    {
        using var reader = new StreamReader(new GZipStream(new MemoryStream(Body), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }
}

/// <summary>A line of a record.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="Text">The line, without its break.</param>
public sealed record RunLine(long Seq, string Text);
