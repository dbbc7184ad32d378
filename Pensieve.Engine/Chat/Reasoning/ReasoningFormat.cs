using System.Collections.Immutable;
using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Chat.Reasoning;

/// <summary>How a family of models marks its thinking. Immutable and thread-safe.</summary>
public sealed class ReasoningFormat
{
    private ReasoningFormat(string name, ReasoningMarks marks, ImmutableArray<string> visible) => (Name, Marks, VisibleTokens) = (name, marks, visible);

    /// <summary>&lt;think&gt;…&lt;/think&gt;&lt;response&gt;…&lt;/response&gt;: Granite 3.3.</summary>
    public static ReasoningFormat ThinkResponse { get; } = new(
        "think-response",
        new ReasoningMarks { Opens = ["<think>"], Close = "</think>", AnswerOpens = ["<response>"], AnswerClose = "</response>", ForcedClose = "\n</think>\n<response>" },
        ["<think>", "</think>", "<response>", "</response>"]);

    /// <summary>&lt;think&gt;…&lt;/think&gt;: Qwen 3, DeepSeek R1, GLM, MiniMax, Nemotron, SmolLM and many others.</summary>
    public static ReasoningFormat Think { get; } = Pair("think", "<think>", "</think>");

    /// <summary>[THINK]…[/THINK]: Mistral.</summary>
    public static ReasoningFormat Mistral { get; } = Pair("mistral", "[THINK]", "[/THINK]", "[/THINK]");

    /// <summary>Channels analysis and final: gpt-oss.</summary>
    public static ReasoningFormat Harmony { get; } = new(
        "harmony",
        new ReasoningMarks
        {
            Opens = ["<|channel|>analysis<|message|>", "<|start|>assistant<|channel|>analysis<|message|>"],
            Close = "<|end|>",
            AnswerOpens =
            [
                "<|channel|>final<|message|>", "<|start|>assistant<|channel|>final<|message|>",
                "<|channel|>commentary<|message|>", "<|start|>assistant<|channel|>commentary<|message|>",
            ],
            AnswerClose = "<|end|>",
            ForcedClose = "<|end|><|start|>assistant<|channel|>final<|message|>",
        },
        ["<|start|>", "<|channel|>", "<|message|>", "<|end|>", "<|constrain|>"]);

    /// <summary>&lt;|START_THINKING|&gt;…&lt;|END_THINKING|&gt;: Command A and R7B.</summary>
    public static ReasoningFormat Command { get; } = Pair("command", "<|START_THINKING|>", "<|END_THINKING|>", "<|END_THINKING|>");

    /// <summary>Two sentences in plain text: Granite 3.2.</summary>
    public static ReasoningFormat Granite { get; } = Pair("granite", "Here is my thought process:", "Here is my response:", "\n\nHere is my response:\n\n");

    /// <summary>&lt;seed:think&gt;…&lt;/seed:think&gt;: Seed-OSS.</summary>
    public static ReasoningFormat Seed { get; } = Pair("seed", "<seed:think>", "</seed:think>");

    /// <summary>◁think▷…◁/think▷: Kimi VL.</summary>
    public static ReasoningFormat Kimi { get; } = Pair("kimi", "◁think▷", "◁/think▷");

    /// <summary>&lt;thought&gt;…&lt;/thought&gt;: EXAONE.</summary>
    public static ReasoningFormat Thought { get; } = Pair("thought", "<thought>", "</thought>");

    /// <summary>Every format, in the order of detection.</summary>
    public static ImmutableArray<ReasoningFormat> All { get; } =
        [Harmony, Mistral, Command, Granite, Seed, Kimi, ThinkResponse, Think, Thought];

    /// <summary>Names that an operator may choose, besides "auto" and "none".</summary>
    public static ImmutableArray<string> Names { get; } = [.. All.Select(format => format.Name)];

    /// <summary>Stable name in kebab-case.</summary>
    public string Name { get; }

    /// <summary>Its marks.</summary>
    public ReasoningMarks Marks { get; }

    /// <summary>Spellings that some vocabularies hold as control tokens: the engine must put them into the text.</summary>
    public ImmutableArray<string> VisibleTokens { get; }

    /// <summary>The format whose marks a template writes or looks for; null = the template knows no thinking.</summary>
    public static ReasoningFormat? Detect(string templateSource)
    {
        if (Has("<|channel|>")) return Harmony;
        foreach (var format in All)
        {
            if (format == ThinkResponse && !Has("<response>")) continue;
            if (format != Harmony && (Has(format.Marks.Opens[0]) || Has(format.Marks.Close))) return format;
        }

        return null;

        bool Has(string mark) => templateSource.Contains(mark, StringComparison.Ordinal);
    }

    /// <summary>The format of that name; null = "none" or unknown.</summary>
    public static ReasoningFormat? Find(string name) => All.FirstOrDefault(format => format.Name == name);

    /// <summary>True if the prompt ends inside thinking: its template wrote the opening mark last.</summary>
    public bool IsOpenAtEnd(Prompt prompt)
    {
        var end = prompt.Segments.Reverse().SkipWhile(segment => string.IsNullOrWhiteSpace(segment.Text)).FirstOrDefault();
        return end.IsTemplate && Marks.Opens.Any(open => end.Text.AsSpan().TrimEnd().EndsWith(open, StringComparison.Ordinal));
    }

    private static ReasoningFormat Pair(string name, string open, string close, string? forced = null) =>
        new(name, new ReasoningMarks { Opens = [open], Close = close, ForcedClose = forced ?? $"\n{close}\n\n" }, [open, close]);
}
