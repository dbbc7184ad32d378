using System.Text;
using Pensieve.Engine.Chat.Reasoning;
using Pensieve.Engine.Requests;

namespace Pensieve.Tests.Unit.Engine.Chat.Reasoning;

public sealed class ReasoningSplitterTests
{
    private const int Rounds = 4000;

    private static readonly string[] s_words = ["so", " 12", "é", "日本", "🙂", "\n", " ", "<", "</", "<thin", "[TH", "◁", "<|", "Here is my", "e", ">", "\n\n", "\t"];

    public static TheoryData<string> Formats => [.. ReasoningFormat.Names];

    [Theory, MemberData(nameof(Formats))]
    public void Append_ThinkingAndAnswerInRandomChunks_AreTakenApart(string name)
    {
        var (format, random) = (ReasoningFormat.Find(name)!, new Random(20261121));
        for (var round = 0; round < Rounds; round++)
        {
            var (thought, answer) = (Words(format, random), Words(format, random));
            var isInside = random.Next(2) == 0;
            var open = isInside ? "" : Space(random) + Any(random, format.Marks.Opens);
            var begin = format.Marks.AnswerOpens is { Length: > 0 } begins ? Any(random, begins) : "";
            var text = open + Space(random) + thought + Space(random) + format.Marks.Close + Space(random) + begin + answer;
            var split = SplitOutput.Of(format, Cut(text, random), isInside);
            Assert.True(split.Thought == thought.Trim(' ', '\t', '\r', '\n'), $"Thought '{split.Thought}' of {text}");
            var expected = begin.Length > 0 ? answer : answer.TrimStart(' ', '\t', '\r', '\n');
            Assert.True(split.Said == expected, $"Said '{split.Said}' of {text}");
        }
    }

    [Theory, MemberData(nameof(Formats))]
    public void Append_AnyChunking_GivesTheSame(string name)
    {
        var (format, random) = (ReasoningFormat.Find(name)!, new Random(5));
        string[] parts = [.. s_words, .. format.Marks.Opens, format.Marks.Close, .. format.Marks.AnswerOpens, format.Marks.AnswerClose ?? ""];
        for (var round = 0; round < Rounds; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(14)).Select(_ => parts[random.Next(parts.Length)]));
            var isInside = random.Next(2) == 0;
            var (whole, cut) = (SplitOutput.Of(format, [text], isInside), SplitOutput.Of(format, Cut(text, random), isInside));
            Assert.True(whole.Thought == cut.Thought && whole.Said == cut.Said, $"{whole.Thought}|{whole.Said}\n{cut.Thought}|{cut.Said}\nof {text}");
        }
    }

    [Theory, MemberData(nameof(Formats))]
    public void Append_NoMark_IsTheAnswerAsItIs(string name)
    {
        var (format, random) = (ReasoningFormat.Find(name)!, new Random(9));
        for (var round = 0; round < Rounds; round++)
        {
            var text = Space(random) + Words(format, random);
            var split = SplitOutput.Of(format, Cut(text, random));
            Assert.Equal(("", text), (split.Thought, split.Said));
        }
    }

    [Fact]
    public void Append_MarksInTheAnswer_AreText()
    {
        var split = SplitOutput.Of(ReasoningFormat.Think, ["<think>a</think>The tags <think> and </think> are text here."]);
        Assert.Equal(("a", "The tags <think> and </think> are text here."), (split.Thought, split.Said));
    }

    [Fact]
    public void Append_HarmonyInParts_JoinsThemWithoutMarks()
    {
        var split = SplitOutput.Of(ReasoningFormat.Harmony, [
            "<|channel|>analysis<|message|>First.<|end|><|start|>assistant<|channel|>analysis<|message|>Second.<|end|>",
            "<|start|>assistant<|channel|>commentary<|message|>I look.<|end|><|start|>assistant<|channel|>final<|message|>Done."]);
        Assert.Equal(("First.\n\nSecond.", "I look.Done."), (split.Thought, split.Said));
    }

    [Theory]
    [InlineData("{{ x.split('</think>') }}", "think")]
    [InlineData("<think>…<response>", "think-response")]
    [InlineData("[THINK]", "mistral")]
    [InlineData("<|channel|>analysis", "harmony")]
    [InlineData("<|START_THINKING|>", "command")]
    [InlineData("Here is my thought process:", "granite")]
    [InlineData("<seed:think>", "seed")]
    [InlineData("<|im_start|>", null)]
    public void Detect_MarksInTheTemplate_NameTheFormat(string source, string? expected) => Assert.Equal(expected, ReasoningFormat.Detect(source)?.Name);

    [Theory]
    [InlineData("<think>\n", true, true)]
    [InlineData("<think>\n\n</think>\n\n", true, false)]
    [InlineData("<think>", false, false)]
    public void IsOpenAtEnd_LastSegment_OnlyTheTemplatesMarkCounts(string end, bool isTemplate, bool expected) => Assert.Equal(
        expected, ReasoningFormat.Think.IsOpenAtEnd(Prompt.FromSegments([new PromptSegment("<|assistant|>", true), new PromptSegment(end, isTemplate), new PromptSegment("\n", true)])));

    // Words that hold no whole mark, whatever stands before them.
    private static string Words(ReasoningFormat format, Random random)
    {
        while (true)
        {
            var text = "x" + string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => s_words[random.Next(s_words.Length)]));
            if (!text.Contains(format.Marks.Close, StringComparison.Ordinal)) return text;
        }
    }

    private static string Any(Random random, IReadOnlyList<string> marks) => marks[random.Next(marks.Count)];

    private static string Space(Random random) => random.Next(3) switch { 0 => "", 1 => "\n", _ => " \n\n" };

    private static List<string> Cut(string text, Random random)
    {
        var pieces = new List<string>();
        var piece = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            piece.Append(rune);
            if (random.Next(3) > 0) continue;
            pieces.Add(piece.ToString());
            piece.Clear();
        }

        pieces.Add(piece.ToString());
        return pieces;
    }
}
