namespace Pensieve.Harness.Mock;

/// <summary>Ways in which a server can be wrong. The mock can be each of them, so that checks are seen to fail.</summary>
public enum MockFault
{
    /// <summary>None.</summary>
    None,

    /// <summary>The stream ends properly as HTTP, without its terminal frame.</summary>
    Truncate,

    /// <summary>The connection is reset.</summary>
    Reset,

    /// <summary>An error frame in the stream, and no terminal frame.</summary>
    StreamError,

    /// <summary>One frame comes twice.</summary>
    Duplicate,

    /// <summary>One frame's text is left out.</summary>
    Lose,

    /// <summary>From some frame on, the text is that of another prompt.</summary>
    CrossTalk,

    /// <summary>Nothing comes any more.</summary>
    Hang,

    /// <summary>Usage says other counts than came.</summary>
    Miscount,

    /// <summary>Frames after the terminal one.</summary>
    AfterEnd,

    /// <summary>Bytes that are not JSON.</summary>
    Garbage,
}
