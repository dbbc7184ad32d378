using System.Text.Json;
using Pensieve.Engine.Grammars;
using Pensieve.Engine.Grammars.Schema;

namespace Pensieve.Engine.Chat.Tools;

/// <summary>Grammars of calls in each format: what its parser reads back as calls of these tools with valid arguments.</summary>
internal sealed class CallRules(GrammarRules rules, ToolCallFormat format, IReadOnlyList<CallableTool> tools, bool isSingle)
{
    // A weak model would call for ever.
    private const int MaxCalls = 16;

    private readonly string _space = SchemaCompiler.Space(rules);
    private readonly string _more = isSingle ? "{0,0}" : GrammarRules.Count(0, MaxCalls - 1);

    /// <summary>True if calls after free text can be told from the text as it is written.</summary>
    public static bool CanFollowText(ToolCallFormat format) => format != ToolCallFormat.Llama && format != ToolCallFormat.Functionary;

    /// <summary>One or more calls and nothing else.</summary>
    public string Calls()
    {
        if (format == ToolCallFormat.FunctionXml)
        {
            var call = rules.Add($"\"<tool_call>\" {_space} \"<function=\" {Function()} {_space} \"</tool_call>\"");
            return rules.Add($"{call} ({_space} {call}){_more}");
        }

        if (format == ToolCallFormat.Mistral)
        {
            var named = rules.Add($"\"[TOOL_CALLS]\" {NamedCall()}");
            return rules.Add($"\"[TOOL_CALLS]\" {CallList()} | {named} {named}{_more}");
        }

        if (format == ToolCallFormat.Llama)
        {
            var call = CallObject("parameters");
            return rules.Add($"{call} (\"; \" {call}){_more}");
        }

        if (format == ToolCallFormat.FunctionJson)
        {
            var call = rules.Add($"\"<function=\" {FunctionWithJson()}");
            return rules.Add($"{call} ({_space} {call}){_more}");
        }

        if (format == ToolCallFormat.Functionary)
        {
            var call = AnyTool(tool => $"{GrammarRules.Literal(tool.Name + "\n")} {Arguments(tool)}");
            var mark = GrammarRules.Literal(RecipientBody.Mark);
            return rules.Add($"{mark}? {call} ({_space} {mark} {call}){_more}");
        }

        var tagged = rules.Add($"\"<tool_call>\" {TaggedCall()}");
        return rules.Add($"{tagged} ({_space} {tagged}){_more}");
    }

    /// <summary>Text with calls among it.</summary>
    public string TextAndCalls()
    {
        var text = rules.Reserve();
        var after = isSingle ? "\"\"" : text;
        if (format == ToolCallFormat.FunctionXml) return TextRules.Until(rules, FunctionXmlBody.FunctionTag, $"{Function()} {after}", mayEnd: true, text);
        if (format == ToolCallFormat.FunctionJson) return TextRules.Until(rules, FunctionXmlBody.FunctionTag, $"{FunctionWithJson()} {after}", mayEnd: true, text);
        if (format == ToolCallFormat.Mistral) return TextRules.Until(rules, "[TOOL_CALLS]", $"({CallList()} | {NamedCall()}) {after}", mayEnd: true, text);
        return TextRules.Until(rules, "<tool_call>", $"{TaggedCall()} {after}", mayEnd: true, text);
    }

    private string TaggedCall() => rules.Add($"{_space} {CallObject("arguments")} {_space} \"</tool_call>\"");

    private string CallList()
    {
        var call = CallObject("arguments");
        return rules.Add($"{_space} \"[\" {_space} {call} (\",\" {_space} {call}){_more} {_space} \"]\"");
    }

    private string NamedCall() => AnyTool(tool => $"{GrammarRules.Literal(tool.Name)} \"[ARGS]\"? {Arguments(tool)}");

    private string CallObject(string key) => AnyTool(tool =>
        $"\"{{\" {_space} \"\\\"name\\\":\" {_space} {GrammarRules.JsonLiteral(tool.Name)} \",\" {_space} \"\\\"{key}\\\":\" {_space} {Arguments(tool)} {_space} \"}}\"");

    // After <function=.
    private string Function() => AnyTool(tool => $"{GrammarRules.Literal(tool.Name)} \">\" {_space} {Parameters(tool)} \"</function>\"");

    private string FunctionWithJson() => AnyTool(tool => $"{GrammarRules.Literal(tool.Name + ">")} {Arguments(tool)} \"</function>\"");

    private string AnyTool(Func<CallableTool, string> write) => rules.Add(string.Join(" | ", tools.Select(write)));

    private string Arguments(CallableTool tool) => tool.IsChecked && tool.Parameters.ValueKind == JsonValueKind.Object
        ? new SchemaCompiler(rules, tool.Parameters, tool.Path).CompileObject()
        : new FreeValues(rules, new StringRules(rules)).Map();

    private string Parameters(CallableTool tool) => tool.IsChecked && tool.Parameters.ValueKind == JsonValueKind.Object
        ? new SchemaCompiler(rules, tool.Parameters, tool.Path).CompileParameters()
        : rules.Add($"(\"<parameter=\" [a-zA-Z_] [a-zA-Z0-9_-]{{0,63}} \">\\n\" {TextRules.Until(rules, "</parameter>", _space, mayEnd: false)}){{0,16}}");
}
