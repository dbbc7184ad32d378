using System.Collections.Immutable;

namespace Pensieve.Engine.Chat.Tools;

/// <summary>How a family of models writes calls. Immutable and thread-safe.</summary>
public sealed class ToolCallFormat
{
    private readonly Func<OfferedTools, ToolOutputWriter, IToolCallParser> _create;

    private ToolCallFormat(string name, ImmutableArray<string> markers, Func<OfferedTools, ToolOutputWriter, IToolCallParser> create) =>
        (Name, Markers, _create) = (name, markers, create);

    /// <summary>&lt;tool_call&gt;{"name":…,"arguments":{…}}&lt;/tool_call&gt;: Hermes, Qwen and many others.</summary>
    public static ToolCallFormat Hermes { get; } = new("hermes", ["<tool_call>", "</tool_call>"],
        static (_, output) => new MarkedCallParser(["<tool_call>"], new TaggedJsonBody(output), output));

    /// <summary>&lt;function=name&gt;&lt;parameter=key&gt;value&lt;/parameter&gt;&lt;/function&gt;, mostly within &lt;tool_call&gt;: Qwen Coder.</summary>
    public static ToolCallFormat FunctionXml { get; } = new("function-xml", ["<tool_call>", "</tool_call>"],
        static (tools, output) => new MarkedCallParser(["<tool_call>", FunctionXmlBody.FunctionTag], new FunctionXmlBody(tools, output), output));

    /// <summary>[TOOL_CALLS][{"name":…,"arguments":{…}}] and [TOOL_CALLS]name[ARGS]{…}: Mistral, old and new.</summary>
    public static ToolCallFormat Mistral { get; } = new("mistral", ["[TOOL_CALLS]", "[ARGS]", "[CALL_ID]"],
        static (_, output) => new MarkedCallParser(["[TOOL_CALLS]"], new BracketBody(output), output)) { UsesShortIds = true };

    /// <summary>An output that is {"name":…,"parameters":{…}}, with or without &lt;|python_tag|&gt;: Llama 3.</summary>
    public static ToolCallFormat Llama { get; } = new("llama", ["<|python_tag|>"],
        static (tools, output) => new MarkedCallParser(["<|python_tag|>"], new BareJsonBody(tools, output), output, startsBare: static first => first == '{'));

    /// <summary>&lt;function=name&gt;{…}&lt;/function&gt;: Functionary 3.1 and others.</summary>
    public static ToolCallFormat FunctionJson { get; } = new("function-json", [],
        static (_, output) => new MarkedCallParser([FunctionXmlBody.FunctionTag], new FunctionJsonBody(output), output));

    /// <summary>&gt;&gt;&gt;name and {…} on the next line, where the prompt may end with the first mark: Functionary 3.2.</summary>
    public static ToolCallFormat Functionary { get; } = new("functionary", [],
        static (tools, output) => new MarkedCallParser([RecipientBody.Mark], new RecipientBody(tools, output), output, startsBare: static first => first != '>'));

    /// <summary>Every format.</summary>
    public static ImmutableArray<ToolCallFormat> All { get; } = [Hermes, FunctionXml, Mistral, Llama, FunctionJson, Functionary];

    /// <summary>Their names, for people who choose one.</summary>
    public static ImmutableArray<string> Names { get; } = [.. All.Select(f => f.Name)];

    /// <summary>Stable name in kebab-case.</summary>
    public string Name { get; }

    /// <summary>Spellings that some vocabularies hold as control tokens: the engine must put them into the text.</summary>
    public ImmutableArray<string> Markers { get; }

    /// <summary>Templates of this format refuse call ids that are not nine letters or digits.</summary>
    public bool UsesShortIds { get; private init; }

    /// <summary>The format of a name; null = there is none.</summary>
    public static ToolCallFormat? Find(string name) => All.FirstOrDefault(f => f.Name == name);

    /// <summary>The format that a template teaches: the one whose marks stand in its text; Hermes, the most common, if none does.</summary>
    public static ToolCallFormat Detect(string templateSource)
    {
        if (Has(RecipientBody.Mark + "all")) return Functionary;
        if (Has(FunctionXmlBody.FunctionTag)) return Has("<parameter=") || Has("<tool_call>") ? FunctionXml : FunctionJson;
        if (Has("[TOOL_CALLS]")) return Mistral;
        if (Has("<tool_call>")) return Hermes;
        return Has("<|python_tag|>") || Has("<|start_header_id|>") ? Llama : Hermes;

        bool Has(string mark) => templateSource.Contains(mark, StringComparison.Ordinal);
    }

    /// <summary>A parser for one output.</summary>
    /// <param name="tools">What was offered.</param>
    /// <param name="sink">Told what is found.</param>
    public IToolCallParser CreateParser(OfferedTools tools, IToolCallSink sink) => _create(tools, new ToolOutputWriter(sink));
}
