using System.Text.Json;
using Pensieve.Engine.Chat.Tools;
using Pensieve.Engine.Grammars.Schema;
using Pensieve.Engine.Requests;

namespace Pensieve.Engine.Grammars;

/// <summary>
/// What a whole output may look like: thinking, if the model thinks, then an answer of a given form, or calls of tools.
/// At least one of the properties asks for something.
/// </summary>
public sealed record AnswerGrammar
{
    /// <summary>How thinking is marked; it stays free. Null = the model does not think.</summary>
    public ReasoningOptions? Reasoning { get; init; }

    /// <summary>JSON schema of the answer; null = it has none.</summary>
    public JsonElement? Schema { get; init; }

    /// <summary>Place of the schema in the request.</summary>
    public string SchemaPath { get; init; } = "";

    /// <summary>The answer is any JSON object.</summary>
    public bool IsAnyObject { get; init; }

    /// <summary>GBNF of the answer, as a client wrote it; excludes all others but thinking.</summary>
    public string? Gbnf { get; init; }

    /// <summary>Notation of calls; null = there are none.</summary>
    public ToolCallFormat? Format { get; init; }

    /// <summary>What may be called.</summary>
    public IReadOnlyList<CallableTool> Tools { get; init; } = [];

    /// <summary>The answer must be a call.</summary>
    public bool ForcesCall { get; init; }

    /// <summary>The answer ends with its first call.</summary>
    public bool IsSingle { get; init; }

    /// <summary>True if calls can be constrained in free text of this format too.</summary>
    public static bool ConstrainsFreeCalls(ToolCallFormat format) => CallRules.CanFollowText(format);

    /// <summary>The grammar.</summary>
    public GrammarTextOutcome Build() => Gbnf is null ? JsonGrammar.Build(WriteRoot) : BuildAround(Gbnf);

    private GrammarTextOutcome BuildAround(string gbnf)
    {
        var checkedText = JsonGrammar.Check(gbnf);
        if (checkedText.Error is not null || Reasoning is null) return checkedText;
        var rules = new GrammarRules("pensieve-");
        return JsonGrammar.Checked(rules.Around(gbnf, WithThinking(rules, GrammarProgram.RootRule)));
    }

    private string WriteRoot(GrammarRules rules)
    {
        var forms = new List<string>();
        if (!ForcesCall && Schema is { } schema) forms.Add(new SchemaCompiler(rules, schema, SchemaPath).Compile());
        if (!ForcesCall && IsAnyObject) forms.Add(new FreeValues(rules, new StringRules(rules)).Map());
        if (Format is { } format)
        {
            var calls = new CallRules(rules, format, Tools, IsSingle);
            forms.Add(ForcesCall || forms.Count > 0 ? calls.Calls() : calls.TextAndCalls());
        }

        return WithThinking(rules, rules.Add(string.Join(" | ", forms)));
    }

    private string WithThinking(GrammarRules rules, string answer)
    {
        if (Reasoning is not { Marks: var marks } reasoning) return answer;
        var opens = marks.AnswerOpens.Length == 0 ? "" : $"({string.Join(" | ", marks.AnswerOpens.Select(GrammarRules.Literal))})? ";
        var after = rules.Add($"[ \\t\\r\\n]{{0,8}} {opens}{answer}");
        var thinking = TextRules.Until(rules, marks.Close, after, mayEnd: false);
        return reasoning.StartsInside
            ? thinking
            : rules.Add($"{after} | [ \\t\\r\\n]{{0,8}} ({string.Join(" | ", marks.Opens.Select(GrammarRules.Literal))}) {thinking}");
    }
}
