namespace Pensieve.Harness.Runs.Events;

/// <summary>Something that a reader of the record should know.</summary>
/// <param name="Level">"info", "warning" or "error".</param>
/// <param name="Text">One sentence.</param>
public sealed record RunNote(string Level, string Text) : RunEvent;
