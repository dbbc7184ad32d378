using System.Text;
using System.Text.Json;

namespace Pensieve.Tests.Fakes;

/// <summary>Reads a chat or legacy stream as the strictest client would: every departure from the grammar throws.</summary>
internal sealed class StrictOpenAIStream
{
    private readonly SortedDictionary<int, Choice> _choices = [];
    private readonly bool _isChat;
    private readonly bool _includeUsage;
    private string? _id;

    private StrictOpenAIStream(bool isChat, bool includeUsage) => (_isChat, _includeUsage) = (isChat, includeUsage);

    public IReadOnlyDictionary<int, Choice> Choices => _choices;

    public JsonElement? Usage { get; private set; }

    public JsonElement? Error { get; private set; }

    public int Comments { get; private set; }

    /// <summary>Index of the choice of each text frame, in order of arrival.</summary>
    public List<int> Order { get; } = [];

    public string Text => _choices[0].Text.ToString();

    public static StrictOpenAIStream Parse(string stream, bool isChat = true, bool includeUsage = false)
    {
        var parsed = new StrictOpenAIStream(isChat, includeUsage);
        var frames = SseFrames.Parse(stream);
        var isDone = false;
        foreach (var frame in frames)
        {
            Check(!isDone && parsed.Error is null, "nothing after the end");
            Check(frame.Event is null, "no event names");
            if (frame.Comment is not null) parsed.Comments++;
            else if (frame.Data == "[DONE]") isDone = true;
            else parsed.Take(frame.Json);
        }

        Check(isDone != parsed.Error is not null, "either [DONE] or an error ends the stream");
        Check(!isDone || parsed._choices.Values.All(c => c.FinishReason is not null), "every choice finishes");
        Check(!isDone || !includeUsage || parsed.Usage is not null, "usage comes if asked for");
        return parsed;
    }

    private void Take(JsonElement json)
    {
        if (json.TryGetProperty("error", out var error))
        {
            Error = error;
            return;
        }

        Check(json.GetProperty("object").GetString() == (_isChat ? "chat.completion.chunk" : "text_completion"), "object");
        _id ??= json.GetProperty("id").GetString();
        Check(json.GetProperty("id").GetString() == _id, "one id");
        Check(Usage is null, "usage is the last chunk");
        var hasUsage = json.TryGetProperty("usage", out var usage);
        Check(hasUsage == _includeUsage, "usage is present exactly if asked for");
        var choices = json.GetProperty("choices");
        if (choices.GetArrayLength() == 0)
        {
            Check(usage.ValueKind == JsonValueKind.Object, "only the usage chunk has no choice");
            Usage = usage;
            return;
        }

        Check(!hasUsage || usage.ValueKind == JsonValueKind.Null, "usage is null on the others");
        Check(choices.GetArrayLength() == 1, "one choice per chunk");
        TakeChoice(choices[0]);
    }

    private void TakeChoice(JsonElement json)
    {
        var index = json.GetProperty("index").GetInt32();
        if (!_choices.TryGetValue(index, out var choice)) _choices[index] = choice = new Choice();
        Check(choice.FinishReason is null, "nothing after finish_reason");
        var logProbs = json.GetProperty("logprobs");
        if (logProbs.ValueKind == JsonValueKind.Object) choice.LogProbs.Add(logProbs);
        if (_isChat) TakeDelta(json.GetProperty("delta"), choice, index);
        else Append(choice, index, json.GetProperty("text").GetString()!);
        choice.FinishReason = json.GetProperty("finish_reason").GetString();
    }

    private void TakeDelta(JsonElement delta, Choice choice, int index)
    {
        var hasRole = delta.TryGetProperty("role", out var role);
        Check(hasRole == !choice.HasRole, "the role comes first and once");
        Check(!hasRole || role.GetString() == "assistant", "role assistant");
        choice.HasRole = true;
        if (delta.TryGetProperty("reasoning_content", out var thinking)) choice.Thinking.Append(thinking.GetString());
        if (delta.TryGetProperty("content", out var content)) Append(choice, index, content.GetString()!);
        if (!delta.TryGetProperty("tool_calls", out var calls)) return;
        foreach (var call in calls.EnumerateArray()) TakeCall(call, choice);
    }

    private static void TakeCall(JsonElement json, Choice choice)
    {
        var index = json.GetProperty("index").GetInt32();
        var function = json.GetProperty("function");
        var isFirst = json.TryGetProperty("id", out var id);
        Check(index == choice.Calls.Count - (isFirst ? 0 : 1), "calls come one after the other");
        if (isFirst)
        {
            Check(json.GetProperty("type").GetString() == "function" && id.GetString()!.StartsWith("call_", StringComparison.Ordinal), "id and type come first");
            Check(function.GetProperty("arguments").GetString() == "", "arguments start empty");
            choice.Calls.Add((id.GetString()!, function.GetProperty("name").GetString()!, new StringBuilder()));
            return;
        }

        Check(!function.TryGetProperty("name", out _) && !json.TryGetProperty("type", out _), "id, type and name come once");
        choice.Calls[^1].Arguments.Append(function.GetProperty("arguments").GetString());
    }

    private void Append(Choice choice, int index, string text)
    {
        if (text.Length > 0) Order.Add(index);
        choice.Text.Append(text);
    }

    private static void Check(bool holds, string rule)
    {
        if (!holds) throw new FormatException("Broken rule: " + rule);
    }

    public sealed class Choice
    {
        public StringBuilder Text { get; } = new();

        public StringBuilder Thinking { get; } = new();

        public List<JsonElement> LogProbs { get; } = [];

        public List<(string Id, string Name, StringBuilder Arguments)> Calls { get; } = [];

        public bool HasRole { get; set; }

        public string? FinishReason { get; set; }
    }
}
