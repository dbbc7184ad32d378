using System.Text.Json;

namespace Pensieve.Engine.Chat;

/// <summary>Messages of words that no template contains.</summary>
internal static class ProbeWords
{
    public const string ToolName = "probetoolquux";
    public const string ArgumentName = "probeargquux";
    public const string ArgumentValue = "probevaluequux";
    public const string SecondArgumentValue = "probesecondquux";
    public const string ToolResult = "proberesultquux";
    public const string Reasoning = "probethoughtquux";

    // Nine letters and digits: some templates refuse ids of any other form.
    private const string FirstId = "probe0001";
    private const string SecondId = "probe0002";

    public static readonly ChatMessage System = new(ChatRole.System, "probesystemquux");
    public static readonly ChatMessage User1 = new(ChatRole.User, "probeuseronequux");
    public static readonly ChatMessage User2 = new(ChatRole.User, "probeusertwoquux");
    public static readonly ChatMessage User3 = new(ChatRole.User, "probeuserthreequux");
    public static readonly ChatMessage Assistant1 = new(ChatRole.Assistant, "probeassistantonequux");
    public static readonly ChatMessage Assistant2 = new(ChatRole.Assistant, "probeassistanttwoquux");
    public static readonly ChatMessage Thinking = new(ChatRole.Assistant, "probeanswerquux") { Reasoning = Reasoning };

    public static readonly JsonElement Tool = Json(
        """
        {"type":"function","function":{"name":"TOOL","description":"A probe.","parameters":
        {"type":"object","properties":{"ARG":{"type":"string","description":"A word."}},"required":["ARG"]}}}
        """.Replace("TOOL", ToolName, StringComparison.Ordinal).Replace("ARG", ArgumentName, StringComparison.Ordinal));

    private static readonly ChatMessage s_call = new(ChatRole.Assistant, "") { ToolCalls = [Call(FirstId, ArgumentValue)], Reasoning = Reasoning };

    private static readonly ChatMessage s_calls = new(ChatRole.Assistant, "")
    {
        ToolCalls = [Call(FirstId, ArgumentValue), Call(SecondId, SecondArgumentValue)],
    };

    /// <summary>One call and its result, alone and followed by a further turn: templates differ in what they accept.</summary>
    public static readonly ChatMessage[][] ToolTurns =
    [
        [User1, s_call, Result(FirstId)],
        [User1, s_call, Result(FirstId), Assistant1, User2],
        [User1, s_call],
    ];

    /// <summary>Two calls in one message.</summary>
    public static readonly ChatMessage[][] ParallelToolTurns =
    [
        [User1, s_calls, Result(FirstId), Result(SecondId)],
        [User1, s_calls, Result(FirstId), Result(SecondId), Assistant1, User2],
    ];

    private static ChatToolCall Call(string id, string value) => new(id, ToolName, Json($"{{\"{ArgumentName}\":\"{value}\"}}"));

    private static ChatMessage Result(string id) => new(ChatRole.Tool, ToolResult) { ToolCallId = id, Name = ToolName };

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
