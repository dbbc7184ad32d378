namespace Pensieve.Harness.Load.Wire;

/// <summary>What one frame holds; a frame may hold several.</summary>
[Flags]
public enum FrameKinds
{
    /// <summary>Nothing that counts: a role frame, a ping, a comment.</summary>
    None = 0,

    /// <summary>Visible text that is not empty.</summary>
    Text = 1,

    /// <summary>Reasoning that is not empty.</summary>
    Reasoning = 2,

    /// <summary>Arguments of a tool call that are not empty.</summary>
    Arguments = 4,

    /// <summary>Any of the three: what first and last token are stamped by.</summary>
    Payload = Text | Reasoning | Arguments,

    /// <summary>Token counts.</summary>
    Usage = 8,

    /// <summary>The dialect's proper end: [DONE], message_stop, response.completed or response.incomplete.</summary>
    Terminal = 16,

    /// <summary>An error inside the stream.</summary>
    Error = 32,
}
