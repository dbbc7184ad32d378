namespace Pensieve.Engine.Chat;

/// <summary>A parsed template, or why there is none.</summary>
/// <param name="Template">Ready to render; null on failure.</param>
/// <param name="Error">Cause and line; null on success.</param>
public readonly record struct ChatTemplateOutcome(ChatTemplate? Template, ChatTemplateError? Error);

/// <summary>Why a template cannot be used.</summary>
/// <param name="Line">1-based line of its source.</param>
/// <param name="Message">What is wrong there.</param>
public sealed record ChatTemplateError(int Line, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"The chat template cannot be read: line {Line}: {Message}.";
}
