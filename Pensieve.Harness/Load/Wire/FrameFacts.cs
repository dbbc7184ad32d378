namespace Pensieve.Harness.Load.Wire;

/// <summary>What a scan of frames gathered. One is used for a whole stream: counts are those said last, never summed.</summary>
internal struct FrameFacts
{
    public FrameFacts() { }

    /// <summary>What the frame scanned last holds.</summary>
    public FrameKinds Kinds = FrameKinds.None;

    /// <summary>Prompt tokens; -1 = not said.</summary>
    public int PromptTokens = -1;

    /// <summary>Of them from a cache; -1 = not said.</summary>
    public int CachedTokens = -1;

    /// <summary>Output tokens; -1 = not said.</summary>
    public int OutputTokens = -1;

    /// <summary>The server's id of the answer.</summary>
    public string? Id;

    /// <summary>Finish or stop reason.</summary>
    public string? Finish;

    /// <summary>Text of an error inside the stream.</summary>
    public string? Error;
}
