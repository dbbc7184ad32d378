using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using BenchmarkDotNet.Attributes;
using Pensieve.Engine.Tokens;

namespace Pensieve.Benchmarks.Engine;

/// <summary>A thousand tokens of about four bytes; the time is per token.</summary>
public class TextAssemblyBenchmarks
{
    private const int Tokens = 1000;

    private readonly TextAssembler _assembler = new();
    private readonly ArrayBufferWriter<byte> _output = new(1 << 16);
    private byte[][] _pieces = [];
    private ImmutableArray<string> _stops;

    [Params(0, 1, 4, 16)]
    public int StopStrings { get; set; }

    /// <summary>Text of two- to four-byte characters, many of them split between tokens.</summary>
    [Params(false, true)]
    public bool Multibyte { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _stops = [.. Enumerable.Range(0, StopStrings).Select(i => $"\n\n{(char)('A' + i)}uman:")];
        var text = Multibyte ? "Überall glänzt 漢字 im Text, 👋 sogar hier.\n" : "The quick brown fox jumps over the lazy dog.\n\n";
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, 1 + Tokens * 7 / text.Length)));
        var random = new Random(1);
        _pieces = new byte[Tokens][];
        var start = 0;
        for (var i = 0; i < Tokens; i++)
        {
            var length = random.Next(1, 8);
            _pieces[i] = bytes[start..(start + length)];
            start += length;
        }
    }

    [Benchmark(OperationsPerInvoke = Tokens)]
    public int Append()
    {
        _output.ResetWrittenCount();
        _assembler.Reset(_stops);
        foreach (var piece in _pieces) _assembler.Append(piece, _output);
        _assembler.Flush(_output);
        return _output.WrittenCount;
    }
}
