namespace Pensieve.Engine.Chat.Jinja.Runtime;

/// <summary>Rendering cannot go on. Never leaves <see cref="ChatTemplate"/>: it becomes an outcome there.</summary>
internal sealed class TemplateRuntimeException(string message) : Exception(message)
{
    /// <summary>The template itself refused the conversation through <c>raise_exception</c>; the message is its own.</summary>
    public bool IsRaisedByTemplate { get; init; }
}
