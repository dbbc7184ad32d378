using System.Text.Json.Nodes;
using Pensieve.Engine.Chat.Tools;

namespace Pensieve.Tests.Unit.Engine.Chat.Tools;

/// <summary>Random outputs in random chunks, per format.</summary>
public sealed class ToolCallParserPropertyTests
{
    private const int Rounds = 3000;

    public static TheoryData<string> Formats => [.. ToolCallFormat.All.Select(f => f.Name)];

    [Theory, MemberData(nameof(Formats))]
    public void Append_RandomCallsInRandomChunks_GiveTheirTextNamesAndArguments(string name)
    {
        var (format, random) = (Named(name), new Random(20261121));
        var generator = new OutputGenerator(random);
        for (var round = 0; round < Rounds; round++)
        {
            var output = generator.Next(format);
            var parsed = CollectedOutput.Parse(format, OutputGenerator.Tools, generator.Cut(output.Text));
            Assert.True(output.ExpectedText == parsed.AllText.ToString(), $"Text '{parsed.AllText}' of {output.Text}");
            Assert.Equal(output.Calls.Select(c => c.Name), parsed.Calls.Select(c => c.Name));
            foreach (var (expected, call) in output.Calls.Zip(parsed.Calls))
            {
                Assert.Equal("", call.Missing);
                Assert.True(JsonNode.DeepEquals(expected.Arguments, JsonNode.Parse(call.Arguments)), $"{call.Arguments}\nof {output.Text}");
            }
        }
    }

    [Theory, MemberData(nameof(Formats))]
    public void Append_AnyChunking_GivesTheSameOutput(string name)
    {
        var (format, random) = (Named(name), new Random(7));
        var generator = new OutputGenerator(random);
        for (var round = 0; round < Rounds; round++)
        {
            var text = generator.Next(format).Text;
            if (random.Next(2) == 0) text = generator.Mutate(text) + generator.Next(format).Text;
            if (random.Next(3) == 0) text = Valid(text[..random.Next(text.Length + 1)]);
            text = Valid(text);
            var whole = CollectedOutput.Parse(format, OutputGenerator.Tools, [text]);
            var streamed = CollectedOutput.Parse(format, OutputGenerator.Tools, generator.Cut(text));
            Assert.True(whole.Transcript.Equals(streamed.Transcript), $"{whole.Transcript}\n{streamed.Transcript}\nof {text}");
        }
    }

    [Theory, MemberData(nameof(Formats))]
    public void Complete_TruncatedOutput_LeavesAPrefixAndWhatCompletesIt(string name)
    {
        var (format, random) = (Named(name), new Random(11));
        var generator = new OutputGenerator(random);
        var broken = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var output = generator.Next(format);
            var text = Valid(output.Text[..random.Next(output.Text.Length + 1)]);
            var parsed = CollectedOutput.Parse(format, OutputGenerator.Tools, generator.Cut(text));
            Assert.True(parsed.Calls.Count <= output.Calls.Count);
            Assert.All(parsed.Calls.SkipLast(1), call => Assert.Equal("", call.Missing));
            broken += parsed.Calls.Count(call => call.Missing.Length > 0);
            foreach (var (expected, call) in output.Calls.Zip(parsed.Calls))
            {
                Assert.Equal(expected.Name, call.Name);
                if (call.Missing.Length == 0) Assert.True(JsonNode.DeepEquals(expected.Arguments, JsonNode.Parse(call.Arguments)));
            }
        }

        Assert.True(broken > Rounds / 20, $"Only {broken} calls were cut.");
    }

    private static ToolCallFormat Named(string name) => ToolCallFormat.All.Single(f => f.Name == name);

    // Not half a surrogate pair.
    private static string Valid(string text) => new([.. text.EnumerateRunes().Where(r => r != System.Text.Rune.ReplacementChar).SelectMany(r => r.ToString())]);
}
