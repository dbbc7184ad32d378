namespace Pensieve.Engine.Chat.Jinja.Syntax;

/// <summary>The template's source cannot be read. Never leaves <see cref="ChatTemplate"/>: it becomes an outcome there.</summary>
internal sealed class TemplateSyntaxException(string message, int line) : Exception(message)
{
    /// <summary>1-based line of the source.</summary>
    public int Line { get; } = line;
}
