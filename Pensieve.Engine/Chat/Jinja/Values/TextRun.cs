namespace Pensieve.Engine.Chat.Jinja.Values;

/// <summary>A stretch of a string that is all template text or all data.</summary>
/// <param name="End">UTF-16 index behind its last character; it starts where the previous one ends.</param>
/// <param name="IsTemplate">True for text that the template's author wrote.</param>
internal readonly record struct TextRun(int End, bool IsTemplate);
