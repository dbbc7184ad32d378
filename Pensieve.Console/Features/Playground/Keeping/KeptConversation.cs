using System.Text.Json;
using System.Text.Json.Serialization;
using Pensieve.Console.Api.Errors;
using Pensieve.Engine.Requests;

namespace Pensieve.Console.Features.Playground.Keeping;

/// <summary>A conversation as it is kept: what is set and what was said.</summary>
internal sealed record KeptConversation(bool IsText, string System, string Tools, string Schema, string Draft, IReadOnlyList<KeptSide> Sides)
{
    private static readonly JsonSerializerOptions s_json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter() } };

    /// <summary>As it is now: answers that grow are taken as far as they are.</summary>
    public static KeptConversation Of(PlaygroundShape shape) => new(
        shape.IsText, shape.System, shape.Tools, shape.Schema, shape.Draft,
        [.. shape.Sides.Select(s => new KeptSide(s.Model, s.Numbers, s.Stop, s.Effort, [.. s.Entries.Select(KeptEntry.Of)]))]);

    /// <summary>Its text.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    /// <summary>From its text; null = it is none that this release understands.</summary>
    public static KeptConversation? FromJson(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<KeptConversation>(text, s_json) is { Sides.Count: > 0 } kept ? kept : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Fills a new session.</summary>
    public void Restore(PlaygroundSession session)
    {
        (session.IsText, session.System, session.Tools, session.Schema, session.Draft) = (IsText, System, Tools, Schema, Draft);
        session.Sides.Clear();
        foreach (var kept in Sides)
        {
            var side = new PlaygroundSide { Model = kept.Model, Stop = kept.Stop, Effort = kept.Effort };
            side.Numbers.Clear();
            foreach (var (name, text) in kept.Numbers) side.Numbers[name] = text;
            side.Entries.AddRange(kept.Entries.Select(e => new PlaygroundEntry(e.Role, e.Text, e.Answer?.Restore(), e.CallId)));
            session.Sides.Add(side);
        }
    }
}

/// <summary>One column of it.</summary>
internal sealed record KeptSide(string Model, IReadOnlyDictionary<string, string> Numbers, string Stop, string Effort, IReadOnlyList<KeptEntry> Entries);

/// <summary>Something said.</summary>
internal sealed record KeptEntry(string Role, string Text, string? CallId, KeptAnswer? Answer)
{
    /// <summary>From the page's.</summary>
    public static KeptEntry Of(PlaygroundEntry entry) => new(entry.Role, entry.Text, entry.CallId, entry.Answer is { } answer ? KeptAnswer.Of(answer) : null);
}

/// <summary>An answer without its log-probabilities, which would be many times its size.</summary>
internal sealed record KeptAnswer(
    string Id, string Path, string Json, string Model, string Text, string Thinking, IReadOnlyList<AnswerCall> Calls, int Tokens, bool HasEnded, ApiError? Error, GenerationResult? Result)
{
    // Without a code and a retry: nobody but a reader sees it.
    private static readonly ApiError s_cutOff = new(503, "The server was stopped before this answer was done. Ask again.");

    /// <summary>As far as it is.</summary>
    public static KeptAnswer Of(Answer answer)
    {
        // Asked first: what has ended does not change any more.
        var hasEnded = answer.HasEnded;
        return new(answer.Id, answer.Path, answer.Json, answer.Model, answer.Text, answer.Thinking, answer.Calls, answer.Tokens, hasEnded, answer.Error, answer.Result is { } r ? r with { Trace = null } : null);
    }

    /// <summary>An answer that is over: one that was not says why it is.</summary>
    public Answer Restore() => Answer.Restore(Id, Path, Json, Model, Text, Thinking, Calls, Tokens, Result, HasEnded ? Error : s_cutOff);
}
