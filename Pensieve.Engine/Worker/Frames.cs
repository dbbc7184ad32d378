namespace Pensieve.Engine.Worker;

/// <summary>
/// Kinds of frame between app and worker. A frame is a kind byte and a payload; on a socket a 4-byte little-endian length
/// (of both) comes first. Numbers are little-endian and fixed-width; strings are UTF-8 with a 4-byte length.
/// </summary>
internal enum FrameKind : byte
{
    // App to worker.

    /// <summary>JSON <see cref="Models.ModelLoadOptions"/>. Once per worker.</summary>
    Load = 1,

    /// <summary>Handle, deadline, JSON <see cref="Requests.GenerationRequest"/>.</summary>
    Submit,

    /// <summary>Handle.</summary>
    Cancel,

    /// <summary>Call id, JSON <see cref="Requests.Prompt"/>.</summary>
    Tokenize,

    /// <summary>Call id, count, token ids.</summary>
    Detokenize,

    /// <summary>Call id.</summary>
    ListDevices,

    /// <summary>Ends the worker.</summary>
    Shutdown,

    /// <summary>Call id, JSON <see cref="Requests.EmbeddingRequest"/>.</summary>
    Embed,

    /// <summary>Call id: its outcome is no longer wanted.</summary>
    CancelEmbed,

    // Worker to app.

    /// <summary>Why the native engine does not run (empty: it does), and its release.</summary>
    Hello = 64,

    /// <summary>Memory expected, in bytes and as a sentence; before the load begins.</summary>
    Planned,

    /// <summary>Load progress, 0 to 1, as a float.</summary>
    LoadProgress,

    /// <summary>JSON <see cref="Models.ModelInfo"/>: ready.</summary>
    Loaded,

    /// <summary>Why the load failed.</summary>
    LoadFailed,

    /// <summary>Everything that one step made known: statistics, then events of all sequences.</summary>
    Step,

    /// <summary>Call id, count, token ids.</summary>
    Tokens,

    /// <summary>Call id, bytes.</summary>
    Text,

    /// <summary>Call id, JSON list of <see cref="Models.DeviceInfo"/>.</summary>
    Devices,

    /// <summary>Steps run, and since when the running one runs.</summary>
    Heartbeat,

    /// <summary>Level, line of the native log.</summary>
    Log,

    /// <summary>Call id, input, its tokens, its vector as floats.</summary>
    Embedding,

    /// <summary>Call id, 0 or 1 and JSON <see cref="Requests.EngineFailure"/>: nothing more comes for this call.</summary>
    Embedded,
}

/// <summary>Kinds of event within a <see cref="FrameKind.Step"/> frame; each is followed by the request's handle.</summary>
internal enum StepEvent : byte
{
    /// <summary>Prompt tokens.</summary>
    Prompted = 1,

    /// <summary>Slot, cached tokens.</summary>
    Started,

    /// <summary>Prompt tokens done.</summary>
    Progress,

    /// <summary>Tokens, text, log-probabilities.</summary>
    Chunk,

    /// <summary>The result.</summary>
    End,
}
