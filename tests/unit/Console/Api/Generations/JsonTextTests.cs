using System.Buffers;
using System.Text;
using System.Text.Json;
using Pensieve.Console.Api.Generations;

namespace Pensieve.Tests.Unit.Console.Api.Generations;

public sealed class JsonTextTests
{
    [Fact]
    public void Write_AnyText_ParsesBackAndHoldsNoLineBreak()
    {
        var random = new Random(7);
        for (var round = 0; round < 3000; round++)
        {
            var text = new StringBuilder();
            for (var i = random.Next(0, 200); i > 0; i--)
            {
                var rune = random.Next(4) switch { 0 => random.Next(0x20), 1 => random.Next(0x100), 2 => 0x2020 + random.Next(16), _ => random.Next(0x10FFFF) };
                if (Rune.IsValid(rune)) text.Append(new Rune(rune).ToString());
            }

            var output = new ArrayBufferWriter<byte>();
            JsonText.Write(output, Encoding.UTF8.GetBytes(text.ToString()));
            var written = Encoding.UTF8.GetString(output.WrittenSpan);
            Assert.Equal(text.ToString(), JsonElement.Parse('"' + written + '"').GetString());
            Assert.DoesNotContain(written, c => c is < ' ' or '\u007f' or '\u0085' or '\u2028' or '\u2029');
        }
    }

    [Fact]
    public void Write_OrdinaryText_IsUnchanged()
    {
        var output = new ArrayBufferWriter<byte>();
        JsonText.Write(output, "Grüße, <b>漢字</b> & “quotes” 😀/"u8);
        Assert.Equal("Grüße, <b>漢字</b> & “quotes” 😀/", Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
