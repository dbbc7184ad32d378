using System.Buffers;
using System.Text;
using Pensieve.Engine.Tokens;

namespace Pensieve.Tests.Unit.Engine.Tokens;

public sealed class Utf8BoundaryTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("61", 0)]
    [InlineData("C3A9", 0)]
    [InlineData("61C3", 1)]
    [InlineData("E282", 2)]
    [InlineData("F09F91", 3)]
    [InlineData("F09F918B", 0)]
    [InlineData("80", 0)]
    [InlineData("E080", 0)]
    [InlineData("EDA0", 0)]
    [InlineData("F490", 0)]
    [InlineData("F5", 0)]
    [InlineData("C3A9A9", 0)]
    public void IncompleteTail_Bytes_CountsOnlyWhatMayBecomeACharacter(string hex, int expected) =>
        Assert.Equal(expected, Utf8Boundary.IncompleteTail(Convert.FromHexString(hex)));

    [Fact]
    public void WriteText_RandomBytes_AgreesWithTheFrameworksDecoder()
    {
        var random = new Random(6);
        byte[] lively = [0x41, 0x80, 0xBF, 0xC2, 0xC3, 0xA9, 0xE0, 0xE2, 0x82, 0xAC, 0xED, 0xA0, 0xF0, 0x9F, 0x91, 0x8B, 0xF4, 0x90, 0xFF];
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Enumerable.Range(0, random.Next(12)).Select(_ => lively[random.Next(lively.Length)]).ToArray();
            var output = new ArrayBufferWriter<byte>();
            Utf8Boundary.WriteText(bytes, output);
            Assert.Equal(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes)), output.WrittenSpan.ToArray());
        }
    }
}
