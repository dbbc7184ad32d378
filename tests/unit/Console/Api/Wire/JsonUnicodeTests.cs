using System.Text;
using Pensieve.Console.Api.Wire;

namespace Pensieve.Tests.Unit.Console.Api.Wire;

public sealed class JsonUnicodeTests
{
    [Theory]
    [InlineData("\"\"", true)]
    [InlineData("\"\\ud83d\\ude00\"", true)]
    [InlineData("\"\\uD83D\\uDE00\\uD83D\\uDE00\"", true)]
    [InlineData("\"\\\\ud800\"", true)]
    [InlineData("\"\\\\\\\\ud800\\n\\u0041\"", true)]
    [InlineData("\"\\ud800\"", false)]
    [InlineData("\"\\udc00\"", false)]
    [InlineData("\"\\ud800\\ud800\\udc00\"", false)]
    [InlineData("\"\\ud800x\\udc00\"", false)]
    [InlineData("\"\\ud800\\n\"", false)]
    [InlineData("\"\\\\\\ud800\"", false)]
    [InlineData("\"\\ud800\",\"\\udc00\"", false)]
    public void IsValid_Escapes_WantsWholePairs(string json, bool expected) => Assert.Equal(expected, JsonUnicode.IsValid(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void IsValid_BytesThatAreNotUtf8_AreNot() => Assert.False(JsonUnicode.IsValid([(byte)'"', 0xC3, (byte)'"']));
}
