namespace Pensieve.Engine.Chat.Tools;

/// <summary>
/// Takes a model's output apart while it streams: text here, calls of tools there. What it reports depends on the whole
/// text alone, never on its chunks; only the division into pieces does. One thread at a time.
/// </summary>
public interface IToolCallParser
{
    /// <summary>Takes the next output: whole UTF-8 characters.</summary>
    void Append(ReadOnlySpan<byte> utf8);

    /// <summary>The output is over: what was held back is delivered, and a call under way is ended.</summary>
    void Complete();
}

/// <summary>
/// Told what a parser found, in the output's order: Text*, then per call CallStart, Arguments*, CallEnd. White space around
/// calls is left out, since templates write their own.
/// </summary>
public interface IToolCallSink
{
    /// <summary>Text for the reader: whole characters, not empty.</summary>
    void Text(ReadOnlySpan<byte> utf8);

    /// <summary>A call begins.</summary>
    /// <param name="name">The tool, as the model named it.</param>
    void CallStart(string name);

    /// <summary>
    /// A fragment of the call's arguments, not empty. Fragments end between characters and escapes, and all of them with
    /// CallEnd's <c>missing</c> are one JSON object.
    /// </summary>
    void Arguments(ReadOnlySpan<byte> utf8);

    /// <summary>The call is over.</summary>
    /// <param name="missing">What completes the JSON of a call that broke off; empty = it is whole.</param>
    void CallEnd(ReadOnlySpan<byte> missing);
}
