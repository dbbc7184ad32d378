using Pensieve.Engine.Chat.Jinja.Values;

namespace Pensieve.Engine.Chat;

/// <summary>How a template wants its messages.</summary>
/// <param name="ArgumentsAsText">Call arguments as JSON text.</param>
/// <param name="ContentAsParts">Content as a list of typed parts.</param>
/// <param name="ReasoningField">Where thinking goes.</param>
/// <param name="OmitsAbsentLists">Absent tools and documents are left undefined rather than None, over which some templates iterate.</param>
internal sealed record ChatMessageShape(bool ArgumentsAsText, bool ContentAsParts, string ReasoningField, bool OmitsAbsentLists)
{
    public static readonly ChatMessageShape Default = new(false, false, "reasoning_content", false);
}

/// <summary>Turns a <see cref="ChatPrompt"/> into the variables that chat templates are written against.</summary>
internal static class ChatVariables
{
    private static readonly StringValue s_role = StringValue.Template("role");
    private static readonly StringValue s_content = StringValue.Template("content");
    private static readonly StringValue s_name = StringValue.Template("name");
    private static readonly StringValue s_toolCallId = StringValue.Template("tool_call_id");
    private static readonly StringValue s_toolCalls = StringValue.Template("tool_calls");
    private static readonly StringValue s_id = StringValue.Template("id");
    private static readonly StringValue s_type = StringValue.Template("type");
    private static readonly StringValue s_text = StringValue.Template("text");
    private static readonly StringValue s_function = StringValue.Template("function");
    private static readonly StringValue s_arguments = StringValue.Template("arguments");

    // Role words often stand inside special tokens, such as <|user|>; they come from an enumeration, never from a client.
    private static readonly StringValue[] s_roles =
        [StringValue.Template("system"), StringValue.Template("user"), StringValue.Template("assistant"), StringValue.Template("tool")];

    public static Dictionary<string, Value> Build(ChatPrompt prompt, ChatMessageShape shape, string bosToken, string eosToken)
    {
        var variables = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var (name, value) in prompt.Variables) variables[name] = JsonValues.From(value);
        variables["messages"] = new ListValue([.. prompt.Messages.Select(message => Message(message, shape))]);
        variables.Remove("tools");
        variables.Remove("documents");
        if (prompt.Tools.Length > 0) variables["tools"] = new ListValue([.. prompt.Tools.Select(JsonValues.From)]);
        else if (!shape.OmitsAbsentLists) variables["tools"] = NoneValue.Instance;
        if (!shape.OmitsAbsentLists) variables["documents"] = NoneValue.Instance;
        variables["add_generation_prompt"] = BoolValue.Of(prompt.AddGenerationPrompt && !prompt.ContinueFinalMessage);
        variables["bos_token"] = StringValue.Template(bosToken);
        variables["eos_token"] = StringValue.Template(eosToken);
        return variables;
    }

    private static DictValue Message(ChatMessage message, ChatMessageShape shape)
    {
        var dict = new DictValue();
        dict.Items[s_role] = s_roles[(int)message.Role];
        dict.Items[s_content] = Content(message.Content, shape);
        if (message.Reasoning is { } reasoning) dict.Items[StringValue.Template(shape.ReasoningField)] = StringValue.Data(reasoning);
        if (message.ToolCalls.Length > 0)
            dict.Items[s_toolCalls] = new ListValue([.. message.ToolCalls.Select(call => ToolCall(call, shape))]);
        if (message.ToolCallId is { } id) dict.Items[s_toolCallId] = StringValue.Data(id);
        if (message.Name is { } name) dict.Items[s_name] = StringValue.Data(name);
        return dict;
    }

    private static Value Content(string content, ChatMessageShape shape)
    {
        var text = StringValue.Data(content);
        if (!shape.ContentAsParts) return text;
        var part = new DictValue();
        part.Items[s_type] = s_text;
        part.Items[s_text] = text;
        return new ListValue([part]);
    }

    private static DictValue ToolCall(ChatToolCall call, ChatMessageShape shape)
    {
        var function = new DictValue();
        function.Items[s_name] = StringValue.Data(call.Name);
        function.Items[s_arguments] = shape.ArgumentsAsText ? StringValue.Data(call.Arguments.GetRawText()) : JsonValues.From(call.Arguments);
        var dict = new DictValue();
        dict.Items[s_id] = StringValue.Data(call.Id);
        dict.Items[s_type] = s_function;
        dict.Items[s_function] = function;
        return dict;
    }
}
