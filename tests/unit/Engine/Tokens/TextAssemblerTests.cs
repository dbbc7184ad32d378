using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Pensieve.Engine.Tokens;

namespace Pensieve.Tests.Unit.Engine.Tokens;

public sealed class TextAssemblerTests
{
    [Theory]
    [InlineData(new[] { "He", "llo" }, new string[0], new[] { "He", "llo" })]
    [InlineData(new[] { "a", "b", "c!" }, new[] { "abd", "bx" }, new[] { "", "", "abc!" })]
    [InlineData(new[] { "aaa", "ab" }, new[] { "aab" }, new[] { "a", "a" })]
    [InlineData(new[] { "x\n", "\nUser", ": hi" }, new[] { "\n\nUser:" }, new[] { "x", "", "" })]
    [InlineData(new[] { "abc", "def" }, new[] { "abcdef", "cd" }, new[] { "", "ab" })]
    [InlineData(new[] { "xbcd", "z" }, new[] { "cd", "bcd" }, new[] { "x" })]
    public void Append_Pieces_DeliverAsSoonAsTheyMay(string[] pieces, string[] stops, string[] expected)
    {
        var assembler = new TextAssembler();
        assembler.Reset([.. stops]);
        var delivered = new List<string>();
        foreach (var piece in pieces)
        {
            var output = new ArrayBufferWriter<byte>();
            var stopped = assembler.Append(Encoding.UTF8.GetBytes(piece), output);
            delivered.Add(Encoding.UTF8.GetString(output.WrittenSpan));
            if (stopped) break;
        }

        Assert.Equal(expected, delivered);
    }

    [Fact]
    public void Append_CharacterInParts_IsDeliveredWhole()
    {
        var assembler = new TextAssembler();
        assembler.Reset([]);
        var output = new ArrayBufferWriter<byte>();
        foreach (var part in "👋"u8) assembler.Append([part], output);
        Assert.Equal("👋"u8.ToArray(), output.WrittenSpan.ToArray());
        Assert.Equal(4, assembler.DeliveredTokens);

        assembler.Append("👋"u8[..3], output);
        Assert.Equal(4, output.WrittenCount);
        assembler.Append("!"u8, output);
        Assert.Equal("👋\uFFFD!", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Flush_HeldStopPrefixAndHalfACharacter_ReleasesBoth()
    {
        var assembler = new TextAssembler();
        assembler.Reset(["STOP"]);
        var output = new ArrayBufferWriter<byte>();
        assembler.Append("a ST"u8, output);
        Assert.Equal("a "u8.ToArray(), output.WrittenSpan.ToArray());
        assembler.Flush(output);
        Assert.Equal("a ST"u8.ToArray(), output.WrittenSpan.ToArray());

        assembler.Reset(["STOP"]);
        assembler.Append([0xE2, 0x82], output);
        assembler.Flush(output);
        Assert.Equal("a ST\uFFFD", Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Null(assembler.StopSequence);
    }

    [Fact]
    public void DeliveredTokens_EmptyHeldAndCutTokens_CountByTheirFirstByte()
    {
        var assembler = new TextAssembler();
        assembler.Reset(["END"]);
        var output = new ArrayBufferWriter<byte>();
        int[] Counts(params string[] pieces) => [.. pieces.Select(piece =>
        {
            assembler.Append(Encoding.UTF8.GetBytes(piece), output);
            return assembler.DeliveredTokens;
        })];

        // "b" brings the empty token before it along; "N" waits within a possible "END" until "x" shows it is none.
        Assert.Equal([1, 1, 3, 4, 4, 6, 7], Counts("a", "", "b", "cE", "N", "x", "y"));
        Assert.Equal([8, 8, 8], Counts("zE", "ND", "after"));
        Assert.Equal("END", assembler.StopSequence);
        assembler.Flush(output);
        Assert.Equal(8, assembler.DeliveredTokens);
        Assert.Equal("abcENxyz"u8.ToArray(), output.WrittenSpan.ToArray());

        assembler.Reset([]);
        Assert.Equal([1, 1], Counts("a", ""));
        assembler.Flush(output);
        Assert.Equal(2, assembler.DeliveredTokens);
    }

    [Fact]
    public void Append_SteadyState_DoesNotAllocate()
    {
        var assembler = new TextAssembler();
        ImmutableArray<string> stops = ["\n\nUser:", "<|end|>", "👋👋!"];
        var output = new ArrayBufferWriter<byte>(1 << 16);
        byte[][] pieces = [[.. "\n\nUse"u8], [.. "r "u8], [.. "👋"u8[..2]], [.. "👋"u8[2..]], [0xFF], [.. "<|e"u8], [.. "x"u8], []];
        Run();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            output.ResetWrittenCount();
            assembler.Reset(stops);
            for (var i = 0; i < 400; i++)
                foreach (var piece in pieces) assembler.Append(piece, output);
            assembler.Flush(output);
        }
    }
}
