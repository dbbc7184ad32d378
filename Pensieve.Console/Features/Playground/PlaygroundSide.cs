namespace Pensieve.Console.Features.Playground;

/// <summary>Something said on one side: by the user, by a tool, or an answer.</summary>
/// <param name="Role">"user", "assistant" or "tool".</param>
/// <param name="Text">What the user or the tool said.</param>
/// <param name="Answer">The answer, for "assistant".</param>
/// <param name="CallId">The call that a tool's result belongs to.</param>
public sealed record PlaygroundEntry(string Role, string Text, Answer? Answer = null, string? CallId = null);

/// <summary>One column: a model, its settings, and what was said.</summary>
public sealed class PlaygroundSide
{
    /// <summary>Id of the model; "" = none is chosen.</summary>
    public string Model { get; set; } = "";

    /// <summary>Texts of the numbers by their name on the wire; absent = the default.</summary>
    public Dictionary<string, string> Numbers { get; } = new(StringComparer.Ordinal) { ["max_tokens"] = "512" };

    /// <summary>Strings that end the answer, one a line.</summary>
    public string Stop { get; set; } = "";

    /// <summary>"" = as the model does, else a value of reasoning_effort.</summary>
    public string Effort { get; set; } = "";

    /// <summary>What was said, in order.</summary>
    public List<PlaygroundEntry> Entries { get; } = [];

    /// <summary>The newest answer; null = none.</summary>
    public Answer? Last => Entries is [.., { Answer: { } answer }] ? answer : null;

    /// <summary>An answer is being made.</summary>
    public bool IsRunning => Last is { HasEnded: false };

    /// <summary>The newest answer waits for results of its calls.</summary>
    public bool AwaitsResults => Last is { HasEnded: true, Error: null, Calls: { Count: > 0 } calls } && calls.All(c => !c.IsBroken);
}
